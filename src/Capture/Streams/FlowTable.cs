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

    // 48 KiB. One array for all of them would be large in the eyes of the garbage collector: each time that one grows, it goes
    // through all the memory there is.
    private const int BlockSize = 512;

    private readonly List<Flow[]> _blocks = [];
    private int[] _buckets = new int[Smallest];
    private int _places = Math.Min(Smallest, limit);
    private int _latest;

    /// <summary>Connections let go while they were still open.</summary>
    public long Evicted { get; private set; }

    /// <summary>How many connections it holds.</summary>
    public int Count { get; private set; }

    /// <summary>One of those it holds, by its place.</summary>
    public ref Flow this[int place] => ref _blocks[place / BlockSize][place % BlockSize];

    /// <summary>The entry of a connection. The reference is good until the next call.</summary>
    public ref Flow Find(in FlowKey key, out bool isNew)
    {
        // Packets come in trains: most are of the same connection as the one before.
        if (_latest < Count)
        {
            ref Flow latest = ref this[_latest];
            if (latest.Key.Equals(key))
            {
                isNew = false;
                return ref latest;
            }
        }

        int hash = key.GetHashCode();
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        int index = bucket - 1;
        while (index >= 0)
        {
            ref Flow flow = ref this[index];
            if (flow.Hash == hash && flow.Key.Equals(key))
            {
                isNew = false;
                _latest = index;
                return ref flow;
            }

            index = flow.Following - 1;
        }

        isNew = true;
        if (Count == _places)
        {
            MakeRoom();
            bucket = ref _buckets[hash & (_buckets.Length - 1)];
        }

        if (Count == _blocks.Count * BlockSize)
        {
            _blocks.Add(new Flow[BlockSize]);
        }

        _latest = Count++;
        ref Flow added = ref this[_latest];
        added = new Flow { Key = key, Hash = hash, Following = bucket };
        bucket = Count;
        return ref added;
    }

    // What is over and has been silent for as many packets as there are places is forgotten first; only then the table grows, and only
    // when it may not grow any more are live connections let go.
    private void MakeRoom()
    {
        long latest = 0;
        for (int i = 0; i < Count; i++)
        {
            latest = Math.Max(latest, this[i].LastPacket);
        }

        Keep(latest - Count, onlyOver: true);
        if (Count <= _places / 4 * 3)
        {
            return;
        }

        if (_places < limit)
        {
            _places = Math.Min(limit, _places * 2);
            _buckets = new int[_buckets.Length * 2];
            Rehash();
            return;
        }

        var activity = new long[Count];
        for (int i = 0; i < Count; i++)
        {
            activity[i] = this[i].LastPacket;
        }

        Array.Sort(activity);
        Keep(activity[Count / 8], onlyOver: false);
    }

    private void Keep(long lastPacket, bool onlyOver)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Flow flow = ref this[i];
            if (flow.LastPacket > lastPacket || (onlyOver && flow.Phase != FlowPhase.Over))
            {
                this[kept++] = flow;
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

        for (int i = kept; i < Count; i++)
        {
            this[i] = default;
        }

        Count = kept;
        Rehash();
    }

    private void Rehash()
    {
        Array.Clear(_buckets);
        for (int i = 0; i < Count; i++)
        {
            ref Flow flow = ref this[i];
            ref int bucket = ref _buckets[flow.Hash & (_buckets.Length - 1)];
            flow.Following = bucket;
            bucket = i + 1;
        }
    }
}
