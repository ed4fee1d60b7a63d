using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// One connection that may be a scale's, from its first byte on: first it is looked at (<see cref="RequestSearch"/>), then
/// its bytes are delivered (<see cref="OrderedDelivery"/>). Objects are used again for other connections;
/// <see cref="Begin"/> makes one new.
/// </summary>
internal sealed class TcpConnection
{
    private const int MaxPiecesPerPacket = 8;

    private readonly SegmentQueue[] _queues;
    private readonly RequestSearch _search;
    private readonly CaptureOptions _options;
    private readonly CaptureTally _tally;
    private readonly ReassemblyBudget _budget;
    private OrderedDelivery? _delivery;
    private uint? _resetAt;
    private int _resetBy;

    public TcpConnection(CaptureOptions options, CaptureTally tally, ReassemblyBudget budget, ScaleRecognizer recognizer, byte[] scratch)
    {
        _options = options;
        _tally = tally;
        _budget = budget;
        _queues = [new SegmentQueue(budget), new SegmentQueue(budget)];
        _search = new RequestSearch(_queues, recognizer, scratch, options);
    }

    /// <summary>Which connection this is.</summary>
    public FlowKey Key { get; private set; }

    /// <summary>When its first packet was seen: 100 ns since 1970.</summary>
    public long StartedTicks { get; private set; }

    /// <summary>When its last packet was seen.</summary>
    public long LastTicks { get; private set; }

    /// <summary>Whose it is.</summary>
    public Recognition Recognition { get; private set; }

    /// <summary>The side that opened it, 0 or 1; -1 while that is not known.</summary>
    public int Client => _search.Client;

    /// <summary>The number among the connections that were taken; 0 for one that was not.</summary>
    public int Number => _delivery?.Conversation.Connection.Number ?? 0;

    /// <summary>Both sides are through, and everything was delivered.</summary>
    public bool IsOver =>
        (_queues[0].IsEnded && _queues[1].IsEnded)
        || (_resetAt is { } reset && _queues[0].Count == 0 && _queues[1].Count == 0 && SegmentQueue.Distance(reset, _queues[_resetBy].Next) <= 0);

    /// <summary>Bytes wait for missing ones.</summary>
    public bool IsStuck => _queues[0].Count + _queues[1].Count > 0;

    // Many tiny pieces cost more than their bytes.
    private bool IsTooMuch =>
        _queues[0].Bytes + _queues[1].Bytes > _options.MaxOutOfOrderBytes
        || _queues[0].Count + _queues[1].Count > MaxPiecesPerPacket * _options.MaxOutOfOrderPackets
        || _budget.IsExceeded;

    /// <summary>Makes it a new connection.</summary>
    /// <param name="key">Which.</param>
    /// <param name="client">The side that opened it; -1 where its beginning was not captured.</param>
    /// <param name="startedTicks">When its first packet was seen.</param>
    public void Begin(in FlowKey key, int client, long startedTicks)
    {
        Key = key;
        StartedTicks = startedTicks;
        LastTicks = startedTicks;
        Recognition = Recognition.Undecided;
        _queues[0].Reset();
        _queues[1].Reset();
        _search.Begin(client);
        _delivery = null;
        _resetAt = null;
    }

    /// <summary>What the SYNs say: who opened it, and where either stream begins. Nothing was delivered yet.</summary>
    public void Reopen(int client, uint? next0, uint? next1)
    {
        _search.Begin(client);
        if (next0 is { } first)
        {
            _queues[0].Place(first);
        }

        if (next1 is { } second)
        {
            _queues[1].Place(second);
        }
    }

    /// <summary>Whether a SYN can be this connection's own, captured after data that it preceded.</summary>
    public bool CouldBegin(int side, uint next)
    {
        const int Window = 64 * 1024;
        SegmentQueue queue = _queues[side];
        return !queue.IsPlaced || (SegmentQueue.Distance(queue.Next, next) is >= 0 and < Window && queue.Position < Window);
    }

    /// <summary>Takes a segment while it is not known whose the connection is.</summary>
    public Recognition Look(scoped in TcpSegment segment)
    {
        LastTicks = segment.Ticks;
        NoteControls(in segment);
        return Recognition = _search.Look(in segment);
    }

    /// <summary>Looks for a request in what is there, before the connection is given up undecided.</summary>
    public Recognition LookAgain() => Recognition = _search.LookAgain();

    /// <summary>It is a scale's: from here on its bytes go to the conversation.</summary>
    public void Accept(Conversation conversation)
    {
        _delivery = new OrderedDelivery(_queues, conversation, Client, _tally);
        _delivery.Settle();
    }

    /// <summary>Takes a segment of a connection that is a scale's.</summary>
    public void Take(scoped in TcpSegment segment)
    {
        LastTicks = segment.Ticks;
        NoteControls(in segment);
        SegmentQueue own = _queues[segment.Sender];
        int length = segment.Payload.Length + segment.Missing;
        if (length > 0)
        {
            if (!own.IsPlaced)
            {
                own.Place(segment.PayloadSequence);
            }

            if (own.Count == 0 && segment.Missing == 0 && segment.PayloadSequence == own.Next && _delivery!.IsDue(segment.Sender, segment.HasAck, segment.Acknowledged))
            {
                _delivery.Deliver(segment.Sender, segment.Payload, segment.Ticks);
            }
            else if (!IsEarlyProbe(own, in segment))
            {
                Insert(own, in segment);
            }
        }

        _delivery!.Settle();
        if (IsStuck && ++_delivery.Waiting > _options.MaxOutOfOrderPackets)
        {
            _delivery.PassHole();
        }

        while (IsStuck && IsTooMuch)
        {
            _delivery.PassHole();
        }
    }

    /// <summary>Gives up waiting for missing bytes.</summary>
    public void PassHoles()
    {
        while (IsStuck)
        {
            _delivery!.PassHole();
        }
    }

    /// <summary>Nothing more comes: what waits is delivered, what is known to be missing at the end is said.</summary>
    public void Close()
    {
        if (_delivery is null)
        {
            _queues[0].DropAll();
            _queues[1].DropAll();
            return;
        }

        PassHoles();
        _delivery.LoseTail(0, LastTicks);
        _delivery.LoseTail(1, LastTicks);
        _delivery.Conversation.Close();
        _delivery = null;
    }

    private void NoteControls(scoped in TcpSegment segment)
    {
        if (segment.HasAck)
        {
            _queues[1 - segment.Sender].NoteAck(segment.Acknowledged);
        }

        if (segment.IsFin)
        {
            _queues[segment.Sender].FinAt = segment.PayloadSequence + (uint)(segment.Payload.Length + segment.Missing);
        }

        if (segment.IsRst)
        {
            _resetAt = segment.Sequence;
            _resetBy = segment.Sender;
        }
    }

    // A keep-alive probe repeats the byte before the next one, as a zero (RFC 9293 section 3.8.4). Ahead of its time it would
    // be taken for that byte.
    private static bool IsEarlyProbe(SegmentQueue own, scoped in TcpSegment segment) =>
        segment.Payload.Length == 1 && segment.Payload[0] == 0 && (segment.Flags & TcpFlags.Psh) == TcpFlags.None
        && SegmentQueue.Distance(segment.PayloadSequence, own.Next) > 0;

    private void Insert(SegmentQueue own, scoped in TcpSegment segment)
    {
        if (SegmentQueue.Distance(segment.PayloadSequence, own.Next) > 0)
        {
            _tally.OutOfOrderSegments++;
        }

        switch (own.Insert(in segment))
        {
            case SegmentQueue.Insertion.Repeated:
                _tally.RetransmittedSegments++;
                break;
            case SegmentQueue.Insertion.Overlapping:
                _tally.OverlappingSegments++;
                break;
        }
    }
}
