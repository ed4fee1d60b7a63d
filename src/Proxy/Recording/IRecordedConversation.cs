using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// The copy of one connection. The relay keeps what passes; one other thread reads it and hands over what it has made of it.
/// Each of the two calls one thing after the other; neither call of the relay's may wait.
/// <code>
///   relay:    Keep ──► Keep ──► Keep ...
///   reading:      ReadKept ──► TryTake ──► ReadKept ... ──► End
/// </code>
/// </summary>
public interface IRecordedConversation
{
    /// <summary>
    /// Bytes are about to go on. Those of a reply, and all that came before them, are there from here on whatever becomes of
    /// this process.
    /// </summary>
    /// <param name="kind">Requests, or replies.</param>
    /// <param name="bytes">They are copied. Those of one direction follow each other without a hole.</param>
    /// <param name="at">When they came.</param>
    /// <param name="atRest">No exchange is under way: all that was kept before them belongs to exchanges that are complete.</param>
    /// <returns>Whether <see cref="ReadKept"/> will give them; else whoever reads must have them from elsewhere.</returns>
    bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest);

    /// <summary>Feeds a reader with what was kept, one call of <see cref="Keep"/> after the other; those that returned false are left out.</summary>
    /// <param name="reader">The connection's.</param>
    /// <returns>How many bytes there were; 0 where there is no more.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    int ReadKept(ConversationReader reader);

    /// <summary>An exchange is complete, or can no longer become so.</summary>
    /// <param name="exchange">The exchange, as it was before the firmware guard.</param>
    /// <returns>False where it could not be taken; the rest of the connection then goes on unrecorded.</returns>
    bool TryTake(Exchange exchange);

    /// <summary>The connection is over, or its recording is. <see cref="Keep"/> may still be called, to no effect.</summary>
    void End();
}
