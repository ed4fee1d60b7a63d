using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Model.Tests.Scale;

/// <summary>Writes maintenance uploads of the published shape, with invented contents.</summary>
internal static class Blob
{
    public const string WifiName = "A Network Of Nobody";

    public static readonly byte[] EndOfSection = [0xFF, 0xFF];

    public static byte[] Record(int type, params byte[] value)
    {
        byte[] record = new byte[4 + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(2), (ushort)value.Length);
        value.CopyTo(record, 4);
        return record;
    }

    public static byte[] Text(int type, string text) => Record(type, Encoding.ASCII.GetBytes(text + "\0"));

    /// <summary>Two sections in the order of the published upload: what the scale is, then what it was set to.</summary>
    public static byte[] Published(string mac, string secret) =>
    [
        .. Record(0x0B, 7, 0, 4, 0),
        .. Text(1, mac),
        .. Text(3, secret),
        .. Text(2, "scalews.withings.net:80/cgi-bin"),
        .. Record(0x21, new byte[78]),
        .. Record(0x14, new byte[76]),
        .. EndOfSection,
        .. Record(0x10, new byte[44]),
        .. Record(0x16, (byte)'U', (byte)'S', 0, 0),
        .. Record(0x05, new byte[16 * 40]),
        .. Record(0x09, [.. Encoding.ASCII.GetBytes(WifiName.PadRight(108, '\0'))]),
        .. Record(0x19, 69, 0, 0, 0, 0, 0, 0, 0),
        .. EndOfSection,
    ];

    public static string Hex(string mac, string secret) => Convert.ToHexStringLower(Published(mac, secret));
}
