namespace ScaleProxy.Model.Wire;

/// <summary>What a <see cref="WireReader"/> will hold at most, in bytes.</summary>
/// <param name="MaxHead">A head, from its first byte through its empty line; also a chunk's size line and a trailer.</param>
/// <param name="MaxBody">A body, without its framing; the lines between its chunks may take as much again, and a head's length.</param>
public sealed record WireLimits(int MaxHead = 64 * 1024, int MaxBody = 16 * 1024 * 1024)
{
    /// <summary>64 KiB of head, 16 MiB of body.</summary>
    public static WireLimits Default { get; } = new();
}
