using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// Every connection the capture has shown lately, by its ends: a hash table of values, so that a packet of a connection
/// nobody wants costs one look. Full, it lets the least recently active connections go, many at a time.
/// </summary>
/// <param name="limit">Connections it holds at most.</param>
/// <param name="released">Told of each connection that is let go while it has state.</param>
internal sealed class FlowTable(int limit, Action<TcpConnection> released)
{
    private const int Smallest = 1024;

    private int[] _buckets = new int[Smallest];
    private Flow[] _flows = new Flow[Math.Min(Smallest, limit)];
    private int _count;
    private int _latest;

    /// <summary>Connections let go while they were still open.</summary>
    public long Evicted { get; private set; }

    /// <summary>Every connection it holds.</summary>
    public Span<Flow> Flows => _flows.AsSpan(0, _count);

    /// <summary>The entry of a connection. The reference is good until the next call.</summary>
    public ref Flow Find(in FlowKey key, out bool isNew)
    {
        // Packets come in trains: most are of the same connection as the one before.
        if (_latest < _count && _flows[_latest].Key.Equals(key))
        {
            isNew = false;
            return ref _flows[_latest];
        }

        int hash = key.GetHashCode();
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        int index = bucket - 1;
        while (index >= 0)
        {
            ref Flow flow = ref _flows[index];
            if (flow.Hash == hash && flow.Key.Equals(key))
            {
                isNew = false;
                _latest = index;
                return ref flow;
            }

            index = flow.Following - 1;
        }

        isNew = true;
        if (_count == _flows.Length)
        {
            MakeRoom();
            bucket = ref _buckets[hash & (_buckets.Length - 1)];
        }

        _latest = _count;
        ref Flow added = ref _flows[_count++];
        added = new Flow { Key = key, Hash = hash, Following = bucket };
        bucket = _count;
        return ref added;
    }

    // What is over and has been silent for as many packets as there are places is forgotten first; only then the table grows, and only
    // when it may not grow any more are live connections let go.
    private void MakeRoom()
    {
        long latest = 0;
        foreach (ref Flow flow in Flows)
        {
            latest = Math.Max(latest, flow.LastPacket);
        }

        Keep(latest - _count, onlyOver: true);
        if (_count <= _flows.Length / 4 * 3)
        {
            return;
        }

        if (_flows.Length < limit)
        {
            Array.Resize(ref _flows, Math.Min(limit, _flows.Length * 2));
            _buckets = new int[_buckets.Length * 2];
            Rehash();
            return;
        }

        var activity = new long[_count];
        for (int i = 0; i < _count; i++)
        {
            activity[i] = _flows[i].LastPacket;
        }

        Array.Sort(activity);
        Keep(activity[_count / 8], onlyOver: false);
    }

    private void Keep(long lastPacket, bool onlyOver)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Flow flow = ref _flows[i];
            if (flow.LastPacket > lastPacket || (onlyOver && flow.Phase != FlowPhase.Over))
            {
                _flows[kept++] = flow;
                continue;
            }

            if (flow.Phase != FlowPhase.Over)
            {
                Evicted++;
            }

            if (flow.Connection is { } connection)
            {
                released(connection);
            }
        }

        Array.Clear(_flows, kept, _count - kept);
        _count = kept;
        Rehash();
    }

    private void Rehash()
    {
        Array.Clear(_buckets);
        for (int i = 0; i < _count; i++)
        {
            ref int bucket = ref _buckets[_flows[i].Hash & (_buckets.Length - 1)];
            _flows[i].Following = bucket;
            bucket = i + 1;
        }
    }
}
