using System.Collections;

namespace ScaleProxy.Archive.Tests;

/// <summary>A list that breaks whoever counts it: a bug, as the writer sees it.</summary>
internal sealed class BrokenList : IReadOnlyList<ArchivedMeasurement>
{
    public int Count => throw new InvalidOperationException("a bug");

    public ArchivedMeasurement this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<ArchivedMeasurement> GetEnumerator() => Enumerable.Empty<ArchivedMeasurement>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
