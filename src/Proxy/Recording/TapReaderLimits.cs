namespace ScaleProxy.Proxy.Recording;

/// <summary>How long what was kept may wait to be read, so that what passes has the processor to itself.</summary>
internal sealed record TapReaderLimits
{
    /// <summary>It is read once nothing has passed for so long, on any connection; longer than threads that share a processor wait for each other.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>It waits no longer than this, whatever passes.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Nor while more bytes wait than these. What is held in memory, as it cannot be kept, never waits.</summary>
    public long MaxUnread { get; init; } = 128 * 1024 * 1024;

    /// <summary>Nor where more bytes of one connection wait than these: it may be no HTTP at all.</summary>
    public long MaxUnreadOfOne { get; init; } = 8 * 1024 * 1024;
}
