using System.Collections;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Tests;

/// <summary>A list that holds up whoever counts it, which is the writer: so a test can fill its queue.</summary>
internal sealed class StuckList : IReadOnlyList<ScaleUser>, IDisposable
{
    private readonly TaskCompletionSource _release = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the writer stands still.</summary>
    public Task Reached => _reached.Task;

    public int Count
    {
        get
        {
            _reached.TrySetResult();
            _release.Task.Wait();
            return 0;
        }
    }

    public ScaleUser this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

    public void Release() => _release.TrySetResult();

    /// <summary>A test that fails must not leave the writer standing.</summary>
    public void Dispose() => Release();

    public IEnumerator<ScaleUser> GetEnumerator() => Enumerable.Empty<ScaleUser>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
