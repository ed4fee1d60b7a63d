using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// Takes every TCP segment of a capture and follows the connections that are a scale's.
/// <code>
/// segment -> FlowTable -> dismissed: nothing more
///                      -> open:      RequestSearch -> dismissed, or taken
///                      -> taken:     TcpConnection -> Conversation -> observer
/// </code>
/// </summary>
internal sealed class TcpTracker : ITcpSink
{
    private const int MaxSpareConnections = 256;
    private const int PacketsBetweenSweeps = 4096;

    private readonly CaptureOptions _options;
    private readonly CaptureTally _tally;
    private readonly Handover _handover;
    private readonly ScaleRecognizer _recognizer;
    private readonly ReassemblyBudget _budget;
    private readonly byte[] _scratch;
    private readonly FlowTable _flows;
    private readonly Stack<TcpConnection> _spare = [];
    private readonly HashSet<TcpConnection> _taken = [];
    private long _nextSweep = PacketsBetweenSweeps;

    public TcpTracker(CaptureOptions options, CaptureTally tally, Handover handover)
    {
        _options = options;
        _tally = tally;
        _handover = handover;
        _recognizer = new ScaleRecognizer(options);
        _budget = new ReassemblyBudget(options.MaxReassemblyBytes);
        _scratch = new byte[options.MaxUndecidedBytes];
        _flows = new FlowTable(options.MaxConnections, Finish);
    }

    /// <inheritdoc/>
    public void OnSegment(scoped in TcpSegment segment)
    {
        if (segment.Packet >= _nextSweep)
        {
            Sweep(segment.Packet, segment.Ticks);
        }

        ref Flow flow = ref _flows.Find(segment.Key, out bool isNew);
        flow.LastPacket = segment.Packet;
        if (isNew)
        {
            Begin(ref flow, segment.Ticks);
        }

        if (segment.IsSyn)
        {
            TakeSyn(ref flow, in segment);
        }

        if (flow.Phase != FlowPhase.Open)
        {
            return;
        }

        if (flow.Connection is { } connection)
        {
            Follow(ref flow, connection, in segment);
        }
        else if (!segment.Payload.IsEmpty)
        {
            TakeFirstBytes(ref flow, in segment);
        }
    }

    /// <summary>The file is over: everything open is closed, in the order in which it began.</summary>
    public void End()
    {
        for (int i = 0; i < _flows.Count; i++)
        {
            if (_flows[i].Connection is { Recognition: Recognition.Undecided } connection && connection.LookAgain() == Recognition.Taken)
            {
                Accept(connection);
            }
        }

        foreach (TcpConnection connection in _taken.OrderBy(taken => taken.Number))
        {
            connection.Close();
        }

        _taken.Clear();
        _tally.EvictedConnections = _flows.Evicted;
    }

    private void Begin(ref Flow flow, long ticks)
    {
        _tally.Connections++;
        flow.Phase = FlowPhase.Open;
        flow.Client = -1;
        flow.StartedTicks = ticks;
        flow.Connection = null;
        flow.Isn0 = null;
        flow.Isn1 = null;
    }

    // A SYN with another initial sequence number than the one known is a new connection between the same ends.
    private void TakeSyn(ref Flow flow, scoped in TcpSegment segment)
    {
        int side = segment.Sender;
        uint next = segment.Sequence + 1;
        bool isSame = flow.Isn(side) is { } known ? known == segment.Sequence
            : flow.Phase == FlowPhase.Open && (flow.Connection?.CouldBegin(side, next) ?? true);
        if (!isSame)
        {
            if (flow.Connection is { } old)
            {
                flow.Connection = null;
                Finish(old);
            }

            Begin(ref flow, segment.Ticks);
        }

        if (flow.Isn(side) is not null)
        {
            return;
        }

        flow.SetIsn(side, segment.Sequence);
        if (flow.Client < 0)
        {
            flow.Client = (sbyte)(segment.HasAck ? 1 - side : side);
        }

        if (segment.HasAck && flow.Isn(1 - side) is null)
        {
            flow.SetIsn(1 - side, segment.Acknowledged - 1);
        }

        if (flow.Connection is { Recognition: Recognition.Undecided } connection && connection.Client < 0)
        {
            // Data was captured before the SYN that preceded it.
            connection.Reopen(flow.Client, flow.Isn0 + 1, flow.Isn1 + 1);
        }
    }

    private void TakeFirstBytes(ref Flow flow, scoped in TcpSegment segment)
    {
        if (IsNobodys(in flow, in segment))
        {
            flow.Phase = FlowPhase.Dismissed;
            return;
        }

        TcpConnection connection = _spare.TryPop(out TcpConnection? spare) ? spare : new TcpConnection(_options, _tally, _budget, _recognizer, _scratch);
        connection.Begin(flow.Key, flow.Client, flow.StartedTicks);
        connection.Reopen(flow.Client, flow.Isn0 + 1, flow.Isn1 + 1);
        flow.Connection = connection;
        Follow(ref flow, connection, in segment);
    }

    // Most connections show with their first bytes that they are nobody's we look for, and never cost more than that.
    private bool IsNobodys(in Flow flow, scoped in TcpSegment segment)
    {
        if (flow.Client < 0)
        {
            // Begun before the capture: a TLS record's header is as good as a name.
            return segment.Payload.Length >= 3 && segment.Payload[0] is >= 0x14 and <= 0x17 && segment.Payload[1] == 3 && segment.Payload[2] <= 4;
        }

        if (flow.Isn(segment.Sender) + 1 != segment.PayloadSequence)
        {
            return false;
        }

        if (segment.Sender == flow.Client)
        {
            return segment.Missing == 0 && _recognizer.Judge(segment.Payload) is Recognition.Other or Recognition.NotHttp;
        }

        ReadOnlySpan<byte> reply = "HTTP/1."u8;
        int common = Math.Min(reply.Length, segment.Payload.Length);
        return !segment.Payload[..common].SequenceEqual(reply[..common]);
    }

    private void Follow(ref Flow flow, TcpConnection connection, scoped in TcpSegment segment)
    {
        if (connection.Recognition == Recognition.Taken)
        {
            connection.Take(in segment);
        }
        else
        {
            switch (connection.Look(in segment))
            {
                case Recognition.Taken:
                    Accept(connection);
                    break;
                case Recognition.Other or Recognition.NotHttp:
                    Dismiss(ref flow, connection);
                    return;
                case Recognition.Undecided when _budget.IsExceeded:
                    Dismiss(ref flow, connection);
                    return;
                default:
                    return;
            }
        }

        if (connection.IsOver)
        {
            flow.Connection = null;
            flow.Phase = FlowPhase.Over;
            Finish(connection);
        }
    }

    private void Accept(TcpConnection connection)
    {
        var described = new CapturedConnection(
            connection.Key.EndText(connection.Client),
            connection.Key.EndText(1 - connection.Client),
            CaptureTime.ToTime(connection.StartedTicks),
            _tally.ScaleConnections + 1);
        _taken.Add(connection);
        connection.Accept(new Conversation(described, _options, _tally, _handover));
    }

    private void Dismiss(ref Flow flow, TcpConnection connection)
    {
        flow.Phase = FlowPhase.Dismissed;
        flow.Connection = null;
        Finish(connection);
    }

    private void Finish(TcpConnection connection)
    {
        if (connection.Recognition == Recognition.Undecided && connection.LookAgain() == Recognition.Taken)
        {
            Accept(connection);
        }

        if (connection.Recognition == Recognition.Taken)
        {
            _taken.Remove(connection);
        }

        connection.Close();
        if (_spare.Count < MaxSpareConnections)
        {
            _spare.Push(connection);
        }
    }

    // A capture read as it is made should not wait for its end to tell of a scale that fell silent.
    private void Sweep(long packet, long ticks)
    {
        _nextSweep = packet + PacketsBetweenSweeps;
        foreach (TcpConnection connection in _taken)
        {
            long idle = ticks - connection.LastTicks;
            if (connection.IsStuck && idle > _options.MissingTimeout.Ticks)
            {
                connection.PassHoles();
            }

            if (idle > _options.IdleTimeout.Ticks)
            {
                ref Flow flow = ref _flows.Find(connection.Key, out _);
                flow.Connection = null;
                flow.Phase = FlowPhase.Over;
                Finish(connection);
            }
        }
    }
}
