using System.Buffers;
using System.Buffers.Binary;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// A weight file in Garmin's FIT (protocol 1.0): a <c>file_id</c> of type 9, then a <c>weight_scale</c> message for each
/// measurement with a weight. Garmin's account has one person: a file is to hold one person's. Its head counts what follows, so
/// it is written whole at the end.
/// </summary>
/// <param name="created">The time written into the file.</param>
public sealed class FitFormat(DateTimeOffset created) : IMeasurementFormat
{
    /// <summary>Messages in a file at most, 15 bytes of memory each: a weight every minute for almost two years.</summary>
    public const int MaxMessages = 1_000_000;

    // FIT counts seconds since 1989-12-31 00:00 UTC; less than 0x10000000 would be read as time since a device was switched on.
    private const long Epoch = 631_065_600;
    private const uint EarliestTime = 0x1000_0000;

    private const ushort Invalid = ushort.MaxValue;

    // One less than 65535 says that a scale is still weighing.
    private const int MaxField = ushort.MaxValue - 2;

    private const int HeaderLength = 14;
    private const byte Protocol10 = 0x10;
    private const ushort ProfileVersion = 2132;

    // Local message 0: file_id (0) with type (0, enum), manufacturer (1, uint16), product (2, uint16), serial_number (3, uint32z), time_created (4, uint32).
    private static readonly byte[] s_fileIdDefinition =
        [0x40, 0, 0, 0, 0, 5, 0, 1, 0x00, 1, 2, 0x84, 2, 2, 0x84, 3, 4, 0x8C, 4, 4, 0x86];

    // Local message 1: weight_scale (30) with timestamp (253, uint32) and, uint16 in hundredths, weight (0), percent_fat (1),
    // percent_hydration (2), bone_mass (4), muscle_mass (5).
    private static readonly byte[] s_weightDefinition =
        [0x41, 0, 0, 30, 0, 6, 253, 4, 0x86, 0, 2, 0x84, 1, 2, 0x84, 2, 2, 0x84, 4, 2, 0x84, 5, 2, 0x84];

    private readonly ArrayBufferWriter<byte> _messages = new();
    private int _count;

    /// <inheritdoc/>
    public bool CanFollow => false;

    /// <inheritdoc/>
    /// <exception cref="ArchiveException">There are more than <see cref="MaxMessages"/>.</exception>
    public void Write(StoredMeasurement measurement, IBufferWriter<byte> output)
    {
        Measurement said = measurement.Measurement;
        if (said.Find(MeasureType.Weight) is not { } weight || Hundredths(weight.ToDecimal()) is Invalid
            || said.TakenAt - Epoch is < EarliestTime or >= uint.MaxValue)
        {
            return;
        }

        if (++_count > MaxMessages)
        {
            throw new ArchiveException($"export: a FIT file holds {MaxMessages} weights at most; give --user, or --since and --until");
        }

        const int Length = 15;
        Span<byte> message = _messages.GetSpan(Length);
        message[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(message[1..], (uint)(said.TakenAt - Epoch));
        BinaryPrimitives.WriteUInt16LittleEndian(message[5..], Hundredths(weight.ToDecimal()));
        BinaryPrimitives.WriteUInt16LittleEndian(message[7..], Hundredths(said.Find(MeasureType.FatRatio)?.ToDecimal()));
        BinaryPrimitives.WriteUInt16LittleEndian(message[9..], Hundredths(WeightShare.PercentOf(said.Find(MeasureType.Hydration), weight)));
        BinaryPrimitives.WriteUInt16LittleEndian(message[11..], Hundredths(said.Find(MeasureType.BoneMass)?.ToDecimal()));
        BinaryPrimitives.WriteUInt16LittleEndian(message[13..], Hundredths(said.Find(MeasureType.MuscleMass)?.ToDecimal()));
        _messages.Advance(Length);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output)
    {
        byte[] beginning = [.. s_fileIdDefinition, .. FileId(), .. s_weightDefinition];
        Span<byte> header = stackalloc byte[HeaderLength];
        header[0] = HeaderLength;
        header[1] = Protocol10;
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], ProfileVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], beginning.Length + _messages.WrittenCount);
        ".FIT"u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt16LittleEndian(header[12..], FitChecksum.Of(0, header[..12]));
        output.Write(header);
        output.Write(beginning);
        output.Write(_messages.WrittenSpan);

        Span<byte> checksum = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(checksum, FitChecksum.Of(FitChecksum.Of(FitChecksum.Of(0, header), beginning), _messages.WrittenSpan));
        output.Write(checksum);
    }

    private byte[] FileId()
    {
        const byte WeightFile = 9;
        const ushort Development = 255;
        byte[] message = new byte[14];
        message[1] = WeightFile;
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(2), Development);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(10), (uint)(created.ToUnixTimeSeconds() - Epoch));
        return message;
    }

    private static ushort Hundredths(decimal? value) =>
        value is >= 0 and <= MaxField / 100m ? (ushort)Math.Round(value.Value * 100, MidpointRounding.AwayFromZero) : Invalid;
}
