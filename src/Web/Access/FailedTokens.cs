using System.Net;

namespace ScaleProxy.Web.Access;

/// <summary>
/// Wrong tokens of the last while, so that nobody tries them by the thousand. No more is remembered than may fail overall,
/// whoever it was.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="perAddress">How many may fail from one address.</param>
/// <param name="overall">How many may fail from all addresses.</param>
/// <param name="within">In which time.</param>
internal sealed class FailedTokens(TimeProvider clock, int perAddress, int overall, TimeSpan within)
{
    private readonly Lock _lock = new();
    private readonly Queue<(IPAddress From, long At)> _failed = new(overall);

    /// <summary>How long an address must wait before it may try again; zero where it may now.</summary>
    /// <param name="from">The address.</param>
    public TimeSpan WaitOf(IPAddress from)
    {
        IPAddress network = NetworkOf(from);
        lock (_lock)
        {
            Forget();
            long? oldestOfAddress = null;
            int count = 0;
            foreach ((IPAddress address, long at) in _failed)
            {
                if (address.Equals(network))
                {
                    oldestOfAddress ??= at;
                    count++;
                }
            }

            return _failed.Count >= overall ? within - clock.GetElapsedTime(_failed.Peek().At)
                : count >= perAddress ? within - clock.GetElapsedTime(oldestOfAddress!.Value)
                : TimeSpan.Zero;
        }
    }

    /// <summary>Notes that an address gave a wrong token.</summary>
    /// <param name="from">The address.</param>
    public void Add(IPAddress from)
    {
        IPAddress network = NetworkOf(from);
        lock (_lock)
        {
            Forget();
            if (_failed.Count < overall)
            {
                _failed.Enqueue((network, clock.GetTimestamp()));
            }
        }
    }

    // Whoever has one IPv6 address has all of its /64.
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length == 16)
        {
            bytes.AsSpan(8).Clear();
        }

        return new IPAddress(bytes);
    }

    private void Forget()
    {
        while (_failed.TryPeek(out (IPAddress From, long At) oldest) && clock.GetElapsedTime(oldest.At) >= within)
        {
            _failed.Dequeue();
        }
    }
}
