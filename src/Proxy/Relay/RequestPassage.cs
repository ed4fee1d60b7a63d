using ScaleProxy.Proxy.Firmware;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Relay;

/// <summary>From the scale to the vendor: every byte goes on at once.</summary>
/// <param name="tap">Takes the copy; null where nothing is recorded.</param>
/// <param name="guard">Must know what was asked before it can be answered; null where firmware may pass.</param>
internal sealed class RequestPassage(ConversationTap? tap, FirmwareGuard? guard) : IPassage
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes)
    {
        guard?.Request(bytes.Span);
        tap?.Announce(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Leave(ReadOnlyMemory<byte> bytes) => tap?.Settle();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> End()
    {
        tap?.EndClient();
        return default;
    }
}
