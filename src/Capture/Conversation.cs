using ScaleProxy.Capture.Files;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture;

/// <summary>The bytes of one connection, wherever they come from, become exchanges here and go to the observer.</summary>
internal sealed class Conversation
{
    private readonly ExchangeAssembler _assembler;
    private readonly ICaptureObserver _observer;
    private readonly CaptureTally _tally;

    public Conversation(CapturedConnection connection, CaptureOptions options, CaptureTally tally, ICaptureObserver observer)
    {
        Connection = connection;
        _assembler = new ExchangeAssembler(Strictness.Tolerant, options.WireLimits);
        _observer = observer;
        _tally = tally;
        tally.ScaleConnections++;
    }

    public CapturedConnection Connection { get; }

    /// <summary>Bytes held of messages that are not complete yet.</summary>
    public int Buffered => _assembler.Buffered;

    /// <summary>Takes the next bytes of one side.</summary>
    public void Feed(bool client, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (client)
        {
            _assembler.FeedClient(bytes, CaptureTime.ToTime(ticks));
        }
        else
        {
            _assembler.FeedServer(bytes, CaptureTime.ToTime(ticks));
        }

        HandOver();
    }

    /// <summary>Bytes of one side are missing here.</summary>
    public void Lose(bool client)
    {
        if (client)
        {
            _assembler.LoseClient();
        }
        else
        {
            _assembler.LoseServer();
        }

        HandOver();
    }

    /// <summary>One side sends no more.</summary>
    public void End(bool client)
    {
        if (client)
        {
            _assembler.EndClient();
        }
        else
        {
            _assembler.EndServer();
        }

        HandOver();
    }

    /// <summary>Nothing more comes of this connection.</summary>
    public void Close()
    {
        End(client: true);
        End(client: false);
        _tally.Orphans += _assembler.Orphans;
        _observer.OnClosed(Connection);
    }

    private void HandOver()
    {
        while (_assembler.TryRead(out Exchange? exchange))
        {
            _tally.Exchanges++;
            _observer.OnExchange(Connection, exchange);
        }
    }
}
