using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// The copy of one connection. Calls come one after the other, from any thread; none may wait, and none may throw.
/// </summary>
public interface IRecordedConversation
{
    /// <summary>
    /// Bytes are about to go on. What is kept of them now is there whatever becomes of this process: the exchange that they
    /// complete comes to <see cref="TryTake"/> only after they have gone on.
    /// </summary>
    /// <param name="kind">Requests, or replies.</param>
    /// <param name="bytes">They are copied. Those of one direction follow each other without a hole.</param>
    /// <param name="at">When they came.</param>
    /// <param name="atRest">No exchange is under way: all that was kept before them belongs to exchanges that were taken.</param>
    void Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest);

    /// <summary>An exchange is complete, or can no longer become so.</summary>
    /// <param name="exchange">The exchange, as it was before the firmware guard.</param>
    /// <returns>False where it could not be taken; the rest of the connection then goes on unrecorded.</returns>
    bool TryTake(Exchange exchange);

    /// <summary>The connection is over, or its recording is.</summary>
    void End();
}
