using System.Net;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// The once tokens that were given and not used yet, by the address they were given to: a scale may come back on another
/// connection. Tokens go after ten minutes; of one address the newest are kept, and of the addresses those last heard of.
/// </summary>
internal sealed class OnceLedger(TimeProvider clock)
{
    /// <summary>How long a token may be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Tokens kept for an address.</summary>
    public const int MaxPerAddress = 64;

    /// <summary>Addresses kept.</summary>
    public const int MaxAddresses = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, LinkedListNode<Given>> _byAddress = [];
    private readonly LinkedList<Given> _leastRecentFirst = new();

    /// <summary>Notes that a token was given.</summary>
    public void Add(IPAddress address, string token)
    {
        long now = clock.GetTimestamp();
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(address, out LinkedListNode<Given>? node))
            {
                if (_byAddress.Count == MaxAddresses)
                {
                    _byAddress.Remove(_leastRecentFirst.First!.Value.Address);
                    _leastRecentFirst.RemoveFirst();
                }

                node = new LinkedListNode<Given>(new Given(address));
                _byAddress.Add(address, node);
            }
            else
            {
                _leastRecentFirst.Remove(node);
            }

            _leastRecentFirst.AddLast(node);
            node.Value.Add(token, now);
        }
    }

    /// <summary>Uses up the newest token given to an address for which the proof holds.</summary>
    /// <param name="address">Where the scale speaks from.</param>
    /// <param name="first">A token to try before all others: the one given on the same connection.</param>
    /// <param name="proves">Whether what the scale sent proves it for a token.</param>
    public bool TryUse(IPAddress address, string? first, Predicate<string> proves)
    {
        long now = clock.GetTimestamp();
        lock (_lock)
        {
            return _byAddress.TryGetValue(address, out LinkedListNode<Given>? node)
                && node.Value.TryUse(first, proves, given => clock.GetElapsedTime(given, now) <= Lifetime);
        }
    }

    // The tokens of one address, in a ring.
    private sealed class Given(IPAddress address)
    {
        private readonly (string? Token, long At)[] _ring = new (string?, long)[MaxPerAddress];
        private int _next;

        public IPAddress Address { get; } = address;

        public void Add(string token, long at)
        {
            _ring[_next] = (token, at);
            _next = (_next + 1) % MaxPerAddress;
        }

        public bool TryUse(string? first, Predicate<string> proves, Predicate<long> alive)
        {
            return (first is not null && TryUse(token => token == first && proves(token), alive)) || TryUse(proves, alive);
        }

        private bool TryUse(Predicate<string> proves, Predicate<long> alive)
        {
            for (int back = 1; back <= MaxPerAddress; back++)
            {
                ref (string? Token, long At) given = ref _ring[(_next - back + MaxPerAddress) % MaxPerAddress];
                if (given.Token is not null && alive(given.At) && proves(given.Token))
                {
                    given = default;
                    return true;
                }
            }

            return false;
        }
    }
}
