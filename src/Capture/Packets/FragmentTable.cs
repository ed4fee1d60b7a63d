using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ScaleProxy.Capture.Packets;

/// <summary>
/// Puts IP datagrams together from their fragments (RFC 791 section 3.2, RFC 8200 section 4.5). Where fragments overlap the first copy
/// wins. Only so many datagrams are begun at once, and they wait only so long.
/// </summary>
internal sealed class FragmentTable(CaptureOptions options, CaptureTally tally)
{
    private const int MaxDatagram = 65535;

    private readonly Dictionary<FragmentKey, PartialDatagram> _partial = [];
    private readonly Stack<PartialDatagram> _free = [];

    /// <summary>Takes a fragment.</summary>
    /// <param name="key">Which datagram it is of.</param>
    /// <param name="offset">Its place in the datagram's payload, in bytes.</param>
    /// <param name="more">Whether others follow it.</param>
    /// <param name="data">Its bytes; good for this call only.</param>
    /// <param name="ticks">Capture time.</param>
    /// <param name="whole">The payload, good until the next call, where this fragment was the last one missing.</param>
    public bool TryComplete(FragmentKey key, int offset, bool more, scoped ReadOnlySpan<byte> data, long ticks, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        tally.Fragments++;
        if (data.IsEmpty || offset + data.Length > MaxDatagram)
        {
            tally.MalformedPackets++;
            return false;
        }

        if (!_partial.TryGetValue(key, out PartialDatagram? datagram))
        {
            MakeRoom(ticks);
            datagram = _free.TryPop(out PartialDatagram? free) ? free : new PartialDatagram();
            datagram.Begin(ticks);
            _partial.Add(key, datagram);
        }

        datagram.Add(offset, more, data);
        if (!datagram.IsComplete)
        {
            return false;
        }

        _partial.Remove(key);
        _free.Push(datagram);
        whole = datagram.Bytes;
        return true;
    }

    /// <summary>Counts what never became whole.</summary>
    public void End()
    {
        tally.IncompleteDatagrams += _partial.Count;
        _partial.Clear();
    }

    private void MakeRoom(long ticks)
    {
        while (_partial.Count > 0)
        {
            FragmentKey oldest = default;
            long oldestTicks = long.MaxValue;
            foreach (KeyValuePair<FragmentKey, PartialDatagram> entry in _partial)
            {
                if (entry.Value.BegunTicks < oldestTicks)
                {
                    (oldest, oldestTicks) = (entry.Key, entry.Value.BegunTicks);
                }
            }

            if (_partial.Count < options.MaxFragmentedDatagrams && ticks - oldestTicks <= options.FragmentTimeout.Ticks)
            {
                return;
            }

            _partial.Remove(oldest, out PartialDatagram? dropped);
            _free.Push(dropped!);
            tally.IncompleteDatagrams++;
        }
    }

    /// <summary>Addresses, protocol and identification: what fragments of one datagram have in common.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct FragmentKey
    {
        private readonly ulong _a;
        private readonly ulong _b;
        private readonly ulong _c;
        private readonly ulong _d;
        private readonly uint _identification;
        private readonly byte _protocol;

        /// <summary>Takes both addresses as they stand in the header: 8 bytes of IPv4, or 32 of IPv6.</summary>
        public FragmentKey(ReadOnlySpan<byte> ends, uint identification, byte protocol)
        {
            _a = BinaryPrimitives.ReadUInt64BigEndian(ends);
            if (ends.Length == 32)
            {
                _b = BinaryPrimitives.ReadUInt64BigEndian(ends[8..]);
                _c = BinaryPrimitives.ReadUInt64BigEndian(ends[16..]);
                _d = BinaryPrimitives.ReadUInt64BigEndian(ends[24..]);
            }

            _identification = identification;
            _protocol = protocol;
        }
    }
}
