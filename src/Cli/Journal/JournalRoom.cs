namespace ScaleProxy.Cli.Journal;

/// <summary>The bytes that the files of a journal may hold together; any thread may ask.</summary>
/// <param name="limit">That many.</param>
internal sealed class JournalRoom(long limit)
{
    private long _taken;

    /// <summary>Takes room for some bytes.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
