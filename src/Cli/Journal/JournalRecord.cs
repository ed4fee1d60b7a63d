using System.Buffers.Binary;
using System.IO.Hashing;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// One record of a journal's file. Numbers are little-endian; a file is <see cref="Magic"/> and then records:
/// <code>
///   XxHash3 of what follows | length of the payload | kind | when: .NET ticks, UTC | payload
///            8 bytes        |        4 bytes        |  1   |        8 bytes        |
/// </code>
/// </summary>
/// <param name="Kind">What it says.</param>
/// <param name="At">When.</param>
/// <param name="Payload">Valid until the next record is read.</param>
internal readonly record struct JournalRecord(JournalRecordKind Kind, DateTimeOffset At, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Bytes of a record without its payload.</summary>
    public const int HeadSize = 21;

    /// <summary>Bytes of a payload at most: far more than the relay has under way at a time.</summary>
    public const int MaxPayload = 1024 * 1024;

    private const int HashSize = 8;
    private const int KindAt = 12;
    private const int TicksAt = 13;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "scaleproxy learn journal 1\n"u8;

    /// <summary>Writes a record.</summary>
    /// <param name="to">Of <see cref="HeadSize"/> and the payload's length.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="at">When.</param>
    /// <param name="payload">Up to <see cref="MaxPayload"/>.</param>
    public static void Write(Span<byte> to, JournalRecordKind kind, DateTimeOffset at, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to[HashSize..], payload.Length);
        to[KindAt] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(to[TicksAt..], at.UtcTicks);
        payload.CopyTo(to[HeadSize..]);
        BinaryPrimitives.WriteUInt64LittleEndian(to, XxHash3.HashToUInt64(to[HashSize..(HeadSize + payload.Length)]));
    }

    /// <summary>The length of the payload that a head announces, or a number that is none.</summary>
    /// <param name="head"><see cref="HeadSize"/> bytes.</param>
    public static int LengthIn(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadInt32LittleEndian(head[HashSize..]);

    /// <summary>Reads a whole record.</summary>
    /// <param name="bytes">Head and payload.</param>
    /// <param name="record">The record, over the same bytes.</param>
    /// <returns>False where it is not what was written.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out JournalRecord record)
    {
        ReadOnlySpan<byte> head = bytes.Span;
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(head[TicksAt..]);
        bool whole = BinaryPrimitives.ReadUInt64LittleEndian(head) == XxHash3.HashToUInt64(head[HashSize..])
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && head[KindAt] is >= (byte)JournalRecordKind.Begin and <= (byte)JournalRecordKind.Gap;
        record = whole ? new JournalRecord((JournalRecordKind)head[KindAt], new DateTimeOffset(ticks, TimeSpan.Zero), bytes[HeadSize..]) : default;
        return whole;
    }
}
