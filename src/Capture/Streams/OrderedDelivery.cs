using System.Globalization;
using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.Streams;

/// <summary>
/// Delivers both directions of one connection in the order in which they were sent. A piece is delivered when
/// <list type="number">
/// <item>every byte of its own direction before it was delivered, and</item>
/// <item>every byte of the other direction that its sender had acknowledged by then was delivered (so a reply never comes before its
/// request, however the capture has them).</item>
/// </list>
/// What waits too long waits for bytes that are lost: the hole is passed over, and said so. An acknowledgment alone is
/// no proof of a hole, because it may only have been captured early.
/// </summary>
internal sealed class OrderedDelivery(SegmentQueue[] queues, Conversation conversation, int client, CaptureTally tally)
{
    /// <summary>Where the bytes go.</summary>
    public Conversation Conversation { get; } = conversation;

    /// <summary>Packets that came since anything was delivered or passed over.</summary>
    public int Waiting { get; set; }

    /// <summary>Whether nothing acknowledged by a segment is still to be delivered of the other side.</summary>
    public bool IsDue(int side, bool hasAck, uint acknowledged) => !hasAck || queues[1 - side].HasReached(acknowledged);

    /// <summary>Delivers bytes that are next in their direction, without keeping them.</summary>
    public void Deliver(int side, ReadOnlySpan<byte> bytes, long ticks)
    {
        queues[side].Advance(bytes.Length);
        Waiting = 0;
        Conversation.Feed(side == client, bytes, ticks);
    }

    /// <summary>Delivers whatever waits and has its turn.</summary>
    public void Settle()
    {
        bool moved;
        do
        {
            moved = Deliver(0) | Deliver(1);
        }
        while (moved);
    }

    private bool Deliver(int side)
    {
        SegmentQueue own = queues[side];
        bool moved = false;
        while (own.Count > 0)
        {
            SegmentQueue.Piece piece = own.Pieces[0];
            if (!own.IsPlaced)
            {
                own.Place(piece.Sequence);
            }

            if (piece.Sequence != own.Next || !IsDue(side, piece.HasAck, piece.Acknowledged))
            {
                break;
            }

            Waiting = 0;
            moved = true;
            Conversation.Feed(side == client, piece.Bytes, piece.Ticks);
            if (piece.Present < piece.Length)
            {
                own.Advance(piece.Present);
                Lose(side, piece.Length - piece.Present, $"cut off by the snap length in packet {piece.Packet}", piece.Ticks);
                own.DropFirst();
            }
            else
            {
                own.TakeFirst();
            }
        }

        if (own.IsPlaced && !own.IsEnded && own.FinAt == own.Next)
        {
            own.IsEnded = true;
            moved = true;
            Conversation.End(side == client);
        }

        return moved;
    }

    /// <summary>
    /// Passes over one hole: of the two pieces that are first in their directions the one captured first has waited
    /// longest, and what it waits for is lost.
    /// </summary>
    public void PassHole()
    {
        int side = queues[0].Count == 0 ? 1
            : queues[1].Count == 0 ? 0
            : queues[0].Pieces[0].Packet <= queues[1].Pieces[0].Packet ? 0 : 1;
        SegmentQueue own = queues[side];
        SegmentQueue peer = queues[1 - side];
        SegmentQueue.Piece piece = own.Pieces[0];
        if (piece.Sequence != own.Next)
        {
            Lose(side, SegmentQueue.Distance(piece.Sequence, own.Next), $"before packet {piece.Packet}", piece.Ticks);
        }
        else if (peer.Count > 0 && peer.Pieces[0].Sequence != peer.Next && SegmentQueue.Distance(piece.Acknowledged, peer.Pieces[0].Sequence) >= 0)
        {
            SegmentQueue.Piece after = peer.Pieces[0];
            Lose(1 - side, SegmentQueue.Distance(after.Sequence, peer.Next), $"before packet {after.Packet}", after.Ticks);
        }
        else
        {
            peer.Excuse(piece.Acknowledged);
        }

        Waiting = 0;
        Settle();
    }

    /// <summary>Says what is known to be missing at the end of a direction.</summary>
    public void LoseTail(int side, long ticks)
    {
        SegmentQueue own = queues[side];
        if (!own.IsPlaced || own.IsEnded)
        {
            return;
        }

        // An acknowledgment one beyond the last byte is one of a FIN that was not captured.
        int known = own.FinAt is { } fin ? SegmentQueue.Distance(fin, own.Next)
            : own.HighestAck is { } ack ? SegmentQueue.Distance(ack, own.Next) - 1
            : 0;
        if (known > 0)
        {
            Lose(side, own.FinAt is null ? known + 1 : known, "at the end of what was captured", ticks);
        }
    }

    private void Lose(int side, int bytes, string where, long ticks)
    {
        SegmentQueue own = queues[side];
        tally.LostBytes += bytes;
        tally.Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"connection {Conversation.Connection.Number} ({Conversation.Connection.Client} to {Conversation.Connection.Server}): {bytes} bytes of the {(side == client ? "client" : "server")} are missing after byte {own.Position} of its stream, {where} ({CaptureTime.ToTime(ticks):yyyy-MM-ddTHH:mm:ss.ffffffZ})"));
        own.Advance(bytes);
        Conversation.Lose(side == client);
    }
}
