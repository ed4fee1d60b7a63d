using System.Threading.Channels;

namespace ScaleProxy.Web.Events;

/// <summary>One open page, as far as it was told what happened. One that does not take what it is told is cut off: it comes again, and catches up.</summary>
/// <param name="hub">What it listens to.</param>
internal sealed class EventListener(EventHub hub) : IDisposable
{
    private const int MaxWaiting = 256;

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>What it is to be told, as it goes on the wire; ends when it was cut off.</summary>
    public ChannelReader<byte[]> Waiting => _waiting.Reader;

    /// <summary>Gives it an event. Never waits.</summary>
    /// <param name="frame">The event as it goes on the wire.</param>
    public void Offer(byte[] frame)
    {
        if (!_waiting.Writer.TryWrite(frame))
        {
            _waiting.Writer.TryComplete();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hub.Remove(this);
}
