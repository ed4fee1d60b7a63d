namespace ScaleProxy.Proxy.Relay;

/// <summary>
/// One side of a relayed connection: the scale, or the vendor, over a plain socket or TLS. One call of each kind may be
/// under way at a time.
/// </summary>
internal abstract class Peer : IDisposable
{
    /// <summary>Its address and port.</summary>
    public abstract string Address { get; }

    /// <summary>
    /// Whether a <see cref="ReceiveAsync"/> that is under way takes memory beyond the buffer that it is given; it had better
    /// be preceded by <see cref="WaitAsync"/>.
    /// </summary>
    public virtual bool NeedsMemoryToReceive => false;

    /// <summary>Waits until there is something to receive, holding no buffer meanwhile.</summary>
    /// <exception cref="IOException">The connection was reset, or lost.</exception>
    public abstract ValueTask WaitAsync(CancellationToken cancellation);

    /// <summary>Receives what is there.</summary>
    /// <returns>How many bytes; 0 where this side sends no more.</returns>
    /// <exception cref="IOException">The connection was reset, or lost.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Sends all of it; waits while this side takes no more.</summary>
    /// <exception cref="IOException">The connection was reset, or lost.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Says that no more will be sent; receiving goes on.</summary>
    public abstract ValueTask EndSendingAsync(CancellationToken cancellation);

    /// <summary>Breaks the connection off, so that this side sees a reset.</summary>
    public abstract void Reset();

    /// <summary>Ends both directions in good order, whatever is under way, so that this side sees an end and no reset.</summary>
    public virtual void Close() => Dispose();

    /// <inheritdoc/>
    public abstract void Dispose();
}
