using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>From the scale to the vendor: every byte goes on at once.</summary>
/// <param name="tap">Takes the copy; null where nothing is recorded.</param>
/// <param name="guard">Must know what was asked before it can be answered; null for what is encrypted for others.</param>
internal sealed class RequestPassage(ConversationTap? tap, FirmwareGuard? guard) : IPassage
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes)
    {
        tap?.Take(MessageKind.Request, bytes.Span, guard?.IsAtRest == true);
        guard?.Request(bytes.Span);
        return bytes;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> End()
    {
        tap?.End(MessageKind.Request);
        return default;
    }
}
