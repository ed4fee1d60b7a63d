namespace ScaleProxy.SampleCaptures;

/// <summary>Plays a conversation over TCP: handshake, segments with acknowledgments, the end.</summary>
public sealed class TcpScript
{
    private readonly List<Segment> _segments = [];
    private uint _client;
    private uint _server;
    private long _time;

    /// <summary>Where either side's sequence begins.</summary>
    public TcpScript(uint clientIsn = 0x1000, uint serverIsn = 0x9000, DateTimeOffset? begin = null)
    {
        _client = clientIsn;
        _server = serverIsn;
        _time = (begin ?? WeighIn.Begin).ToUnixTimeMilliseconds() * 1000;
    }

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>The whole of a conversation with its handshake and its end.</summary>
    public static IReadOnlyList<Segment> Whole(IReadOnlyList<Turn> turns, int maximumSegment = 1460, uint clientIsn = 0x1000, uint serverIsn = 0x9000)
    {
        var script = new TcpScript(clientIsn, serverIsn);
        script.Open();
        script.Say(turns, maximumSegment);
        script.Close();
        return script.Segments;
    }

    public void Open()
    {
        Add(fromClient: true, Segment.Syn, []);
        _client++;
        Add(fromClient: false, Segment.Syn | Segment.Ack, []);
        _server++;
        Add(fromClient: true, Segment.Ack, []);
    }

    public void Say(IEnumerable<Turn> turns, int maximumSegment = 1460)
    {
        foreach (Turn turn in turns)
        {
            Say(turn, _ => maximumSegment);
        }
    }

    /// <summary>Sends a turn in segments whose sizes are asked for, then the other side acknowledges.</summary>
    public void Say(Turn turn, Func<int, int> sizeAt)
    {
        int sent = 0;
        while (sent < turn.Bytes.Length)
        {
            int size = Math.Clamp(sizeAt(sent), 1, turn.Bytes.Length - sent);
            byte[] part = turn.Bytes[sent..(sent + size)];
            sent += size;
            Add(turn.FromClient, Segment.Psh | Segment.Ack, part);
            if (turn.FromClient)
            {
                _client += (uint)size;
            }
            else
            {
                _server += (uint)size;
            }
        }

        Add(!turn.FromClient, Segment.Ack, []);
    }

    public void Close()
    {
        Add(fromClient: true, Segment.Fin | Segment.Ack, []);
        _client++;
        Add(fromClient: false, Segment.Fin | Segment.Ack, []);
        _server++;
        Add(fromClient: true, Segment.Ack, []);
    }

    /// <summary>A keep-alive probe: the byte before the next one once more, as a zero.</summary>
    public void Probe(bool fromClient) =>
        _segments.Add(new Segment(fromClient, (fromClient ? _client : _server) - 1, fromClient ? _server : _client, Segment.Ack, [0], _time += 1000));

    /// <summary>One side gives up.</summary>
    public void Reset(bool fromClient) => Add(fromClient, Segment.Rst | Segment.Ack, []);

    private void Add(bool fromClient, int flags, byte[] payload)
    {
        uint sequence = fromClient ? _client : _server;
        uint acknowledged = (flags & Segment.Ack) == 0 ? 0 : fromClient ? _server : _client;
        _segments.Add(new Segment(fromClient, sequence, acknowledged, (byte)flags, payload, _time));
        _time += payload.Length > 0 ? 20_000 : 1_000;
    }
}
