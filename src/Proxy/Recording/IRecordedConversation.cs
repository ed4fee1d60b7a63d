using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// The copy of one connection. Calls come one after the other, from any thread; none may wait, and none may throw.
/// </summary>
public interface IRecordedConversation
{
    /// <summary>An exchange is complete, or can no longer become so.</summary>
    /// <param name="exchange">The exchange, as it was before the firmware guard.</param>
    /// <returns>False where it could not be taken; the rest of the connection then goes on unrecorded.</returns>
    bool TryTake(Exchange exchange);

    /// <summary>The connection is over, or its recording is.</summary>
    void End();
}
