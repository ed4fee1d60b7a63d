namespace ScaleProxy.Capture.Files;

/// <summary>A capture file whose packets are read one after the other.</summary>
internal abstract class PacketFile(FileWindow window, CaptureOptions options)
{
    /// <summary>Packets read so far, those passed over for their size among them.</summary>
    public long Packets { get; protected set; }

    /// <summary>Packets that were too large to be held (<see cref="CaptureOptions.MaxPacketBytes"/>) and were passed over.</summary>
    public long Oversized { get; protected set; }

    protected FileWindow Window { get; } = window;

    protected CaptureOptions Options { get; } = options;

    /// <summary>Reads the next packet.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CaptureException">The file is cut short or lies.</exception>
    public abstract bool TryRead(out CapturedPacket packet);

    protected static CaptureException CutShort(long offset, string what) =>
        new($"the capture is cut short: {what}; what was before it was kept", offset);

    protected static CaptureException Wrong(long offset, string what) =>
        new($"{what}; what was before it was kept", offset);
}
