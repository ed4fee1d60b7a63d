using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.SampleCaptures;

/// <summary>The maintenance data a scale uploads: type, length, value (little-endian), in two sections that each end with FFFF.</summary>
public static class MaintenanceBlob
{
    /// <summary>Builds one with invented content.</summary>
    public static byte[] Build(string mac, string secret)
    {
        var blob = new List<byte>();
        Add(blob, 0x0B, [0x07, 0x00, 0x04, 0x00]);
        Add(blob, 1, Text(mac, mac.Length + 1));
        Add(blob, 3, Text(secret, secret.Length + 1));
        Add(blob, 2, Text("scalews.withings.net:80/cgi-bin", 32));
        Add(blob, 0x14, new byte[76]);
        blob.AddRange([0xFF, 0xFF]);
        Add(blob, 4, Words(7200, 1414285200, 3600));
        Add(blob, 5, Users());
        Add(blob, 0x16, Text("FR", 4));
        Add(blob, 7, Text("fr_FR", 6));
        Add(blob, 8, Words(98095, 1, 0, 1));
        Add(blob, 9, Text("Invented Network", 108));
        Add(blob, 0x0F, Words(1402215418));
        Add(blob, 0x19, Words(82, 5610));
        blob.AddRange([0xFF, 0xFF]);
        return [.. blob];
    }

    private static byte[] Users()
    {
        byte[] users = new byte[16 * 40];
        WriteUser(users, WeighIn.FirstUser, "LEA", 1402128000, sex: 1, height: 1.684f, age: 34.1f, weight: 63.42f);
        WriteUser(users.AsSpan(40), WeighIn.SecondUser, "TOM", 1402041600, sex: 0, height: 1.812f, age: 36.5f, weight: 81.7f);
        return users;
    }

    private static void WriteUser(Span<byte> at, uint id, string name, uint time, ushort sex, float height, float age, float weight)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(at, id);
        Text(name, 4).CopyTo(at[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], time);
        BinaryPrimitives.WriteUInt16LittleEndian(at[12..], sex);
        BinaryPrimitives.WriteUInt16LittleEndian(at[14..], 3);
        BinaryPrimitives.WriteSingleLittleEndian(at[16..], height);
        BinaryPrimitives.WriteSingleLittleEndian(at[20..], age);
        BinaryPrimitives.WriteSingleLittleEndian(at[24..], weight);
    }

    private static byte[] Words(params uint[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }

    private static byte[] Text(string text, int length)
    {
        byte[] bytes = new byte[length];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    private static void Add(List<byte> blob, ushort type, byte[] value)
    {
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(header, type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)value.Length);
        blob.AddRange(header);
        blob.AddRange(value);
    }
}
