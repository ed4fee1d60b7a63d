using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>From the vendor to the scale: every byte goes on at once, but for what the firmware guard holds; what is recorded is what the vendor sent.</summary>
/// <param name="tap">Takes the copy; null where nothing is recorded.</param>
/// <param name="guard">Looks for firmware; null where it may pass.</param>
internal sealed class ReplyPassage(ConversationTap? tap, FirmwareGuard? guard) : IPassage
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes)
    {
        tap?.AnnounceReply(bytes.Span);
        return guard?.Reply(bytes) ?? bytes;
    }

    /// <inheritdoc/>
    public void Leave(ReadOnlyMemory<byte> bytes) => tap?.FeedServer(bytes.Span);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> End()
    {
        tap?.EndServer();
        return guard?.End() ?? default;
    }
}
