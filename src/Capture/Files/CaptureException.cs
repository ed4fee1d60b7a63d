namespace ScaleProxy.Capture.Files;

/// <summary>
/// A file cannot be read any further. It never leaves the assembly: <see cref="CaptureReader"/> turns it into
/// <see cref="CaptureSummary.Error"/>, and what was read before it stands.
/// </summary>
internal sealed class CaptureException(string reason, long? offset) : Exception(reason)
{
    /// <summary>Bytes from the beginning of the (unpacked) file; null where the fault is the whole file.</summary>
    public long? Offset { get; } = offset;
}
