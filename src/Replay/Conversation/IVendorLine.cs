using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>A line to the vendor. Used by one thread at a time.</summary>
public interface IVendorLine : IDisposable
{
    /// <summary>Hands a request on, to the byte, and waits for the reply, for no longer than the owner allows.</summary>
    /// <param name="request">The scale's request.</param>
    /// <returns>The reply, or why there is none; whatever the vendor does, it does not throw.</returns>
    ValueTask<RelayedReply> AskAsync(WireMessage request);
}
