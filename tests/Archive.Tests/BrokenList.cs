using System.Collections;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests;

/// <summary>A list that breaks whoever counts it: a bug, as the writer sees it.</summary>
internal sealed class BrokenList : IReadOnlyList<ScaleUser>
{
    public int Count => throw new InvalidOperationException("a bug");

    public ScaleUser this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<ScaleUser> GetEnumerator() => Enumerable.Empty<ScaleUser>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
