using System.Buffers;
using System.Runtime.InteropServices;
using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// One direction of a connection: where its stream has got to, and the pieces that came before their turn, in order and
/// never overlapping. Of bytes that come twice the first copy stays. Positions are TCP sequence numbers, which wrap at 2^32, so
/// they are only ever compared by their difference (RFC 9293 section 3.4).
/// </summary>
internal sealed class SegmentQueue(ReassemblyBudget budget)
{
    private readonly List<Piece> _pieces = [];
    private uint _excusedUpTo;
    private bool _isExcused;

    /// <summary>Whether it is known where the stream begins.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>The position of the next byte to be delivered; means something once it <see cref="IsPlaced"/>.</summary>
    public uint Next { get; private set; }

    /// <summary>Bytes delivered and lost since the stream was placed.</summary>
    public long Position { get; private set; }

    /// <summary>Where the sender's FIN stands.</summary>
    public uint? FinAt { get; set; }

    /// <summary>The end of this direction was told on.</summary>
    public bool IsEnded { get; set; }

    /// <summary>The most that the receiver acknowledged of this direction.</summary>
    public uint? HighestAck { get; private set; }

    /// <summary>Pieces that wait.</summary>
    public int Count => _pieces.Count;

    /// <summary>Bytes that wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>The pieces that wait, in order.</summary>
    public ReadOnlySpan<Piece> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>A FIN takes a place in the sequence after the last byte.</summary>
    private uint NextWithFin => FinAt == Next ? Next + 1 : Next;

    /// <summary>Makes it an empty queue that knows nothing.</summary>
    public void Reset()
    {
        DropAll();
        IsPlaced = false;
        Next = 0;
        Position = 0;
        FinAt = null;
        IsEnded = false;
        HighestAck = null;
        _isExcused = false;
    }

    /// <summary>Says where the stream begins; what waits from before that is dropped.</summary>
    public void Place(uint next)
    {
        IsPlaced = true;
        Next = next;
        Position = 0;
        while (_pieces.Count > 0 && Distance(_pieces[0].Sequence, next) < 0)
        {
            Piece first = _pieces[0];
            int before = Distance(next, first.Sequence);
            if (before >= first.Length)
            {
                DropFirst();
            }
            else
            {
                _pieces[0] = first.Without(before);
            }
        }
    }

    /// <summary>Where the stream begins is not known after all.</summary>
    public void Unplace() => IsPlaced = false;

    /// <summary>The receiver has everything up to here.</summary>
    public void NoteAck(uint acknowledged)
    {
        if (HighestAck is not { } highest || Distance(acknowledged, highest) > 0)
        {
            HighestAck = acknowledged;
        }
    }

    /// <summary>Whether everything before a position was delivered, or need not be waited for.</summary>
    public bool HasReached(uint position) =>
        !IsPlaced || Distance(position, NextWithFin) <= 0 || (_isExcused && Distance(position, _excusedUpTo) <= 0);

    /// <summary>The other direction need no longer wait for bytes of this one up to here.</summary>
    public void Excuse(uint upTo)
    {
        _isExcused = true;
        _excusedUpTo = upTo;
    }

    /// <summary>Passes over bytes that were delivered directly, or are lost.</summary>
    public void Advance(int bytes)
    {
        Next += (uint)bytes;
        Position += bytes;
    }

    /// <summary>Takes what is new of a segment.</summary>
    public Insertion Insert(scoped in TcpSegment segment)
    {
        int length = segment.Payload.Length + segment.Missing;
        uint from = segment.PayloadSequence;
        uint end = from + (uint)length;
        bool known = false;
        if (IsPlaced && Distance(from, Next) < 0)
        {
            known = true;
            from = Next;
        }

        int index = _pieces.Count;
        while (index > 0 && Distance(_pieces[index - 1].End, from) > 0)
        {
            index--;
        }

        bool added = false;
        while (Distance(end, from) > 0)
        {
            if (index < _pieces.Count && Distance(_pieces[index].Sequence, from) <= 0)
            {
                known = true;
                from = Distance(_pieces[index].End, from) > 0 ? _pieces[index].End : from;
                index++;
                continue;
            }

            uint stop = index < _pieces.Count && Distance(end, _pieces[index].Sequence) > 0 ? _pieces[index].Sequence : end;
            _pieces.Insert(index, Keep(in segment, from, stop));
            added = true;
            from = stop;
            index++;
        }

        return !added ? Insertion.Repeated : known ? Insertion.Overlapping : Insertion.New;
    }

    /// <summary>Drops the first piece, and takes it as delivered.</summary>
    public void TakeFirst()
    {
        Advance(_pieces[0].Length);
        DropFirst();
    }

    /// <summary>Drops the first piece.</summary>
    public void DropFirst()
    {
        Release(_pieces[0]);
        _pieces.RemoveAt(0);
    }

    /// <summary>Drops the pieces that are longer than so many bytes.</summary>
    public void DropLongerThan(int bytes)
    {
        for (int i = _pieces.Count - 1; i >= 0; i--)
        {
            if (_pieces[i].Length > bytes)
            {
                Release(_pieces[i]);
                _pieces.RemoveAt(i);
            }
        }
    }

    /// <summary>Drops everything that waits.</summary>
    public void DropAll()
    {
        foreach (Piece piece in _pieces)
        {
            Release(piece);
        }

        _pieces.Clear();
    }

    /// <summary>The bytes of the pieces from one on that join without a gap.</summary>
    /// <param name="index">The first piece.</param>
    /// <param name="scratch">Where they are put side by side, as many as it holds; used where it is more than one piece.</param>
    public ReadOnlySpan<byte> Run(int index, Span<byte> scratch)
    {
        Piece first = _pieces[index];
        if (index + 1 == _pieces.Count || _pieces[index + 1].Sequence != first.End || first.Present < first.Length)
        {
            return first.Bytes;
        }

        int copied = 0;
        uint end = first.Sequence;
        for (int i = index; i < _pieces.Count && _pieces[i].Sequence == end && copied < scratch.Length; i++)
        {
            ReadOnlySpan<byte> bytes = _pieces[i].Bytes;
            bytes = bytes[..Math.Min(bytes.Length, scratch.Length - copied)];
            bytes.CopyTo(scratch[copied..]);
            copied += bytes.Length;
            end = bytes.Length < _pieces[i].Length ? end : _pieces[i].End;
        }

        return scratch[..copied];
    }

    /// <summary>How far a position lies after another; negative where it lies before.</summary>
    public static int Distance(uint position, uint from) => (int)(position - from);

    private Piece Keep(scoped in TcpSegment segment, uint from, uint stop)
    {
        int skip = Distance(from, segment.PayloadSequence);
        int length = Distance(stop, from);
        int present = Math.Clamp(segment.Payload.Length - skip, 0, length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(present);
        if (present > 0)
        {
            segment.Payload.Slice(skip, present).CopyTo(buffer);
        }

        Bytes += length;
        budget.Held += length;
        return new Piece
        {
            Sequence = from,
            Length = length,
            Present = present,
            Buffer = buffer,
            Charged = length,
            HasAck = segment.HasAck,
            Acknowledged = segment.Acknowledged,
            Ticks = segment.Ticks,
            Packet = segment.Packet,
        };
    }

    private void Release(in Piece piece)
    {
        ArrayPool<byte>.Shared.Return(piece.Buffer);
        Bytes -= piece.Charged;
        budget.Held -= piece.Charged;
    }

    /// <summary>What a segment brought.</summary>
    internal enum Insertion { New, Overlapping, Repeated }

    /// <summary>A piece of the stream that waits.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Piece
    {
        public required uint Sequence { get; init; }

        /// <summary>Bytes of the stream it stands for, those cut by the snap length among them.</summary>
        public required int Length { get; init; }

        /// <summary>Bytes that are there.</summary>
        public required int Present { get; init; }

        public required byte[] Buffer { get; init; }

        /// <summary>What it was counted with when it came.</summary>
        public required int Charged { get; init; }

        public required bool HasAck { get; init; }

        public required uint Acknowledged { get; init; }

        public required long Ticks { get; init; }

        public required long Packet { get; init; }

        /// <summary>Bytes at the buffer's front that no longer count.</summary>
        public int Skipped { get; init; }

        public uint End => Sequence + (uint)Length;

        public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(Skipped, Present);

        /// <summary>The piece without its first bytes.</summary>
        public Piece Without(int bytes) => this with
        {
            Sequence = Sequence + (uint)bytes,
            Length = Length - bytes,
            Present = Math.Max(0, Present - bytes),
            Skipped = Skipped + Math.Min(bytes, Present),
        };
    }
}
