using ScaleProxy.Capture.Files;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture;

/// <summary>
/// The bytes of one connection, wherever they come from, become exchanges here and go to the observer. Who reads the file says what
/// comes (<see cref="Feed"/>, <see cref="Lose"/>, <see cref="End"/>, <see cref="Close"/>); the <see cref="Handover"/> has it taken.
/// </summary>
internal sealed class Conversation
{
    private readonly ExchangeAssembler _assembler;
    private readonly Handover _handover;
    private readonly CaptureTally _tally;

    public Conversation(CapturedConnection connection, CaptureOptions options, CaptureTally tally, Handover handover)
    {
        Connection = connection;
        _assembler = new ExchangeAssembler(Strictness.Tolerant, options.WireLimits);
        _handover = handover;
        _tally = tally;
        tally.ScaleConnections++;
    }

    public CapturedConnection Connection { get; }

    /// <summary>The next bytes of one side.</summary>
    public void Feed(bool client, ReadOnlySpan<byte> bytes, long ticks) => _handover.Feed(this, client, bytes, ticks);

    /// <summary>Bytes of one side are missing here.</summary>
    public void Lose(bool client) => _handover.Lose(this, client);

    /// <summary>One side sends no more.</summary>
    public void End(bool client) => _handover.End(this, client);

    /// <summary>Nothing more comes of this connection.</summary>
    public void Close() => _handover.Close(this);

    /// <summary>Takes bytes of one side.</summary>
    public void Take(bool client, ReadOnlySpan<byte> bytes, long ticks, ICaptureObserver observer)
    {
        if (client)
        {
            _assembler.FeedClient(bytes, CaptureTime.ToTime(ticks));
        }
        else
        {
            _assembler.FeedServer(bytes, CaptureTime.ToTime(ticks));
        }

        Tell(observer);
    }

    /// <summary>Takes it that bytes of one side are missing.</summary>
    public void TakeLoss(bool client, ICaptureObserver observer)
    {
        if (client)
        {
            _assembler.LoseClient();
        }
        else
        {
            _assembler.LoseServer();
        }

        Tell(observer);
    }

    /// <summary>Takes it that one side sends no more.</summary>
    public void TakeEnd(bool client, ICaptureObserver observer)
    {
        if (client)
        {
            _assembler.EndClient();
        }
        else
        {
            _assembler.EndServer();
        }

        Tell(observer);
    }

    /// <summary>Takes it that nothing more comes.</summary>
    public void TakeClose(ICaptureObserver observer)
    {
        TakeEnd(client: true, observer);
        TakeEnd(client: false, observer);
        _tally.Orphans += _assembler.Orphans;
        observer.OnClosed(Connection);
    }

    private void Tell(ICaptureObserver observer)
    {
        while (_assembler.TryRead(out Exchange? exchange))
        {
            _tally.Exchanges++;
            observer.OnExchange(Connection, exchange);
        }
    }
}
