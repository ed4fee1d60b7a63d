using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ScaleProxy.Model.People;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>
/// Writes what a scale uploads of itself: little-endian <c>u16 type, u16 length, value</c>, in two sections that each end
/// with the type FFFF (<see cref="Model.Scale.MaintenanceBlob"/> reads it). The scale's address, its secret and its people
/// are those of the simulation, the rest is made up.
/// </summary>
internal static class MaintenanceWriter
{
    private const ushort ManufacturerId = 0x0B;
    private const ushort Mac = 1;
    private const ushort Secret = 3;
    private const ushort Server = 2;
    private const ushort Calibration = 0x14;
    private const ushort Offsets = 4;
    private const ushort People = 5;
    private const ushort Country = 0x16;
    private const ushort Language = 7;
    private const ushort Network = 9;
    private const ushort Clock = 0x0F;
    private const ushort Battery = 0x19;
    private const ushort EndOfSection = 0xFFFF;

    private const int CalibrationLength = 76;
    private const int NetworkLength = 108;
    private const int MaxPeople = 16;
    private const int PersonLength = 40;
    private const int NameLength = 4;
    private const uint Millivolts = 5610;

    /// <summary>Writes the state of a scale.</summary>
    /// <param name="scale">Whose.</param>
    /// <param name="session">Whom it knows.</param>
    /// <param name="now">Its clock.</param>
    public static byte[] Write(ScaleIdentity scale, SessionGrant session, DateTimeOffset now)
    {
        var blob = new ArrayBufferWriter<byte>();
        Add(blob, ManufacturerId, Words((uint)scale.ManufacturerId));
        Add(blob, Mac, Text(scale.Mac, scale.Mac.Length + 1));
        Add(blob, Secret, Text(scale.Secret, scale.Secret.Length + 1));
        Add(blob, Server, Text("scalews.withings.net:80/cgi-bin", 32));
        Add(blob, Calibration, new byte[CalibrationLength]);
        Word(blob, EndOfSection);
        Add(blob, Offsets, Words((uint)session.Offset, 0, 0));
        Add(blob, People, TableOf(session.People));
        Add(blob, Country, Text("FR", 4));
        Add(blob, Language, Text("en_US", 6));
        Add(blob, Network, Text("Simulated Network", NetworkLength));
        Add(blob, Clock, Words((uint)now.ToUnixTimeSeconds()));
        Add(blob, Battery, Words((uint)scale.Battery, Millivolts));
        Word(blob, EndOfSection);
        return blob.WrittenSpan.ToArray();
    }

    private static byte[] TableOf(IReadOnlyList<SessionPerson> people)
    {
        byte[] table = new byte[MaxPeople * PersonLength];
        for (int i = 0; i < people.Count; i++)
        {
            SessionPerson person = people[i];
            Span<byte> row = table.AsSpan(i * PersonLength, PersonLength);
            BinaryPrimitives.WriteUInt32LittleEndian(row, (uint)person.Id);
            Text(person.Name, NameLength).CopyTo(row[4..]);
            BinaryPrimitives.WriteUInt32LittleEndian(row[8..], (uint)person.WeighedAt);
            BinaryPrimitives.WriteUInt16LittleEndian(row[12..], (ushort)(person.Sex ?? 0));
            BinaryPrimitives.WriteUInt16LittleEndian(row[14..], (ushort)person.FatFormula);
            BinaryPrimitives.WriteSingleLittleEndian(row[16..], (float)person.Height);
            BinaryPrimitives.WriteSingleLittleEndian(row[20..], (float)person.Age);
            BinaryPrimitives.WriteSingleLittleEndian(row[24..], (float)person.Weight);
            BinaryPrimitives.WriteUInt32LittleEndian(row[36..], (uint)person.Attribution);
        }

        return table;
    }

    private static byte[] Words(params ReadOnlySpan<uint> words)
    {
        byte[] bytes = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        }

        return bytes;
    }

    // Cut where there is no room for it and the NUL behind it.
    private static byte[] Text(string text, int length)
    {
        byte[] bytes = new byte[length];
        byte[] whole = Encoding.Latin1.GetBytes(text);
        whole.AsSpan(0, Math.Min(whole.Length, length - 1)).CopyTo(bytes);
        return bytes;
    }

    private static void Add(ArrayBufferWriter<byte> blob, ushort type, byte[] value)
    {
        Word(blob, type);
        Word(blob, (ushort)value.Length);
        blob.Write(value);
    }

    private static void Word(ArrayBufferWriter<byte> blob, ushort word)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(blob.GetSpan(sizeof(ushort)), word);
        blob.Advance(sizeof(ushort));
    }
}
