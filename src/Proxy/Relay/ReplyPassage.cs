using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>From the vendor to the scale: every byte goes on at once, but for what the firmware guard holds; what is recorded is what the vendor sent.</summary>
/// <param name="tap">Takes the copy; null where nothing is recorded.</param>
/// <param name="guard">Looks for firmware; null for what is encrypted for others.</param>
internal sealed class ReplyPassage(ConversationTap? tap, FirmwareGuard? guard) : IPassage
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes)
    {
        tap?.Take(MessageKind.Response, bytes.Span, guard?.IsAtRest == true);
        return guard?.Reply(bytes) ?? bytes;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> End()
    {
        tap?.End(MessageKind.Response);
        return guard?.End() ?? default;
    }
}
