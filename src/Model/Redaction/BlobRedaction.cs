using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Redaction;

/// <summary>
/// Takes what is private out of a maintenance upload, its length and its records kept: the secret, the network's name, the MAC and
/// who its users are. Records that are not known to be harmless become zeros, and so does an upload that cannot be read.
/// </summary>
internal static class BlobRedaction
{
    private const int Mac = 1;
    private const int Secret = 3;
    private const int Users = 5;
    private const int NetworkName = 9;

    private const int UserLength = 40;
    private const int UserNameAt = 4;
    private const int UserNameLength = 4;

    // The server's address, times and offsets, language and units, manufacturer and country, the battery.
    private static readonly SearchValues<byte> s_harmless = SearchValues.Create([2, 4, 7, 8, 0x0B, 0x0E, 0x0F, 0x10, 0x16, 0x19]);

    /// <summary>Redacts an upload's hexadecimal text where it stands.</summary>
    /// <param name="hex">The text.</param>
    /// <param name="pseudonyms">What is put there instead.</param>
    public static void Redact(Span<byte> hex, Pseudonyms pseudonyms)
    {
        byte[] blob = new byte[hex.Length / 2];
        if (hex.Length % 2 != 0 || Convert.FromHexString(hex, blob, out _, out _) != OperationStatus.Done
            || MaintenanceBlob.Parse(blob) is not { IsComplete: true, Records.Count: > 0 } parsed)
        {
            hex.Fill((byte)'0');
            return;
        }

        foreach (MaintenanceRecord record in parsed.Records)
        {
            Redact(record.Type, blob.AsSpan(record.Offset, record.Value.Length), pseudonyms);
        }

        Convert.TryToHexStringLower(blob, hex, out _);
    }

    private static void Redact(int type, Span<byte> value, Pseudonyms pseudonyms)
    {
        switch (type)
        {
            case Mac:
                pseudonyms.ReplaceMac(TextOf(value));
                break;
            case Secret:
                pseudonyms.ReplaceToken(TextOf(value));
                break;
            case NetworkName:
                pseudonyms.ReplaceName(TextOf(value));
                break;
            case Users:
                RedactUsers(value, pseudonyms);
                break;
            default:
                if (type > byte.MaxValue || !s_harmless.Contains((byte)type))
                {
                    value.Clear();
                }

                break;
        }
    }

    private static void RedactUsers(Span<byte> users, Pseudonyms pseudonyms)
    {
        while (users.Length >= UserLength)
        {
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(users);
            if (id != 0)
            {
                byte[] digits = Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture));
                pseudonyms.ReplaceId(digits);
                BinaryPrimitives.WriteUInt32LittleEndian(users, uint.Parse(digits, CultureInfo.InvariantCulture));
                pseudonyms.ReplaceName(TextOf(users.Slice(UserNameAt, UserNameLength)));
            }

            users = users[UserLength..];
        }

        users.Clear();
    }

    private static Span<byte> TextOf(Span<byte> value)
    {
        int end = value.IndexOf((byte)0);
        return end < 0 ? value : value[..end];
    }
}
