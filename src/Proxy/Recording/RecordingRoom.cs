namespace ScaleProxy.Proxy.Recording;

/// <summary>The bytes that all recordings under way may take together, be it of memory or of a disk; any thread may ask.</summary>
/// <param name="limit">That many.</param>
public sealed class RecordingRoom(long limit)
{
    private long _taken;

    /// <summary>That many.</summary>
    public long Limit { get; } = limit;

    /// <summary>Takes room for some bytes.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= Limit)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
