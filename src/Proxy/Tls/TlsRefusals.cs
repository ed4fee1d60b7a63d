using System.Net;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// Counts the clients that refuse our certificate. It is counted for each client's address and server name apart: that one
/// device trusts nobody but its vendor must not keep another one of the house, which was told to trust us, from being
/// recorded; and what one device refuses for one name it may accept for another. Three times in a row, and that client is
/// passed through unread for that name until this process ends. For any number of threads.
/// </summary>
/// <param name="capacity">How many clients and names are remembered; beyond, the one least lately seen is forgotten, and counted anew.</param>
internal sealed class TlsRefusals(int capacity = TlsRefusals.MaxRemembered)
{
    /// <summary>How often a client must refuse us, without accepting us in between.</summary>
    public const int Enough = 3;

    private const int MaxRemembered = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPAddress Client, string Name), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _leastLatelyFirst = new();

    /// <summary>Whether this client is to be passed through unread for this name.</summary>
    public bool PassesThrough(IPAddress client, string name)
    {
        lock (_lock)
        {
            return Find(client, name)?.Count >= Enough;
        }
    }

    /// <summary>Notes that a client refused us.</summary>
    /// <returns>How often it has by now.</returns>
    public int Refuse(IPAddress client, string name)
    {
        lock (_lock)
        {
            Entry entry = Find(client, name) ?? Add(client, name);
            return ++entry.Count;
        }
    }

    /// <summary>Notes that a client took us for the server, and forgets its refusals.</summary>
    public void Accept(IPAddress client, string name)
    {
        lock (_lock)
        {
            if (_entries.Remove((client, name), out LinkedListNode<Entry>? node))
            {
                _leastLatelyFirst.Remove(node);
            }
        }
    }

    private Entry? Find(IPAddress client, string name)
    {
        if (!_entries.TryGetValue((client, name), out LinkedListNode<Entry>? node))
        {
            return null;
        }

        _leastLatelyFirst.Remove(node);
        _leastLatelyFirst.AddLast(node);
        return node.Value;
    }

    private Entry Add(IPAddress client, string name)
    {
        if (_entries.Count == capacity)
        {
            Entry forgotten = _leastLatelyFirst.First!.Value;
            _entries.Remove((forgotten.Client, forgotten.Name));
            _leastLatelyFirst.RemoveFirst();
        }

        var entry = new Entry(client, name);
        _entries[(client, name)] = _leastLatelyFirst.AddLast(entry);
        return entry;
    }

    private sealed class Entry(IPAddress client, string name)
    {
        public IPAddress Client { get; } = client;

        public string Name { get; } = name;

        public int Count { get; set; }
    }
}
