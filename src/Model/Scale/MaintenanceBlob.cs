using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// The scale's own dump of its state (<c>data</c> of <c>maint store</c>, type 1): little-endian <c>u16 type, u16 length,
/// value</c>, in two sections that each end with the type FFFF. Holds the scale's secret and its Wi-Fi's name: private.
/// </summary>
public sealed class MaintenanceBlob
{
    /// <summary>Records that are read of a blob; a scale's has some thirty.</summary>
    public const int MaxRecords = 1024;

    // Most scales have so many, or a few less.
    private const int UsualRecords = 32;

    /// <summary>Characters of a scale's secret.</summary>
    public const int SecretLength = 16;

    private const int EndOfSection = 0xFFFF;
    private const int RecordHead = 2 * sizeof(ushort);

    private const int TypeMac = 1;
    private const int TypeSecret = 3;

    private MaintenanceBlob(IReadOnlyList<MaintenanceRecord> records, bool complete)
    {
        Records = records;
        IsComplete = complete;
    }

    /// <summary>The records in order, those of unknown types too.</summary>
    public IReadOnlyList<MaintenanceRecord> Records { get; }

    /// <summary>False where the blob ends within a record, lies about a length, or has more than <see cref="MaxRecords"/>.</summary>
    public bool IsComplete { get; }

    /// <summary>The scale's address (type 1); null where it is missing or is none.</summary>
    public string? Mac => Find(TypeMac) is { } value ? MacAddress.TryNormalize(TextOf(value.Span)) : null;

    /// <summary>The scale's secret (type 3), 16 characters; null where it is missing or is none.</summary>
    public string? Secret
    {
        get
        {
            if (Find(TypeSecret) is not { } value)
            {
                return null;
            }

            string text = Encoding.Latin1.GetString(TextOf(value.Span));
            return IsSecret(text) ? text : null;
        }
    }

    /// <summary>Whether a text can be a scale's secret: <see cref="SecretLength"/> printable ASCII characters, none of them a space.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsSecret(string text) => text.Length == SecretLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Reads the hexadecimal text of a blob.</summary>
    /// <param name="hex">An even number of hexadecimal digits.</param>
    /// <returns>Null where it is no hexadecimal text.</returns>
    public static MaintenanceBlob? TryParseHex(ReadOnlySpan<byte> hex)
    {
        if (hex.Length % 2 != 0)
        {
            return null;
        }

        byte[] blob = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, blob, out _, out _) == OperationStatus.Done ? Parse(blob) : null;
    }

    /// <summary>Reads a blob as far as it goes.</summary>
    /// <param name="blob">Its bytes.</param>
    public static MaintenanceBlob Parse(ReadOnlyMemory<byte> blob)
    {
        var records = new List<MaintenanceRecord>(Math.Min(UsualRecords, blob.Length / RecordHead));
        ReadOnlySpan<byte> bytes = blob.Span;
        // Zeros behind the last record are padding, however many: one to three of them are no record cut short.
        int end = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        int at = 0;
        while (at < end)
        {
            if (bytes.Length - at >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) == EndOfSection)
            {
                at += sizeof(ushort);
                continue;
            }

            if (bytes.Length - at < RecordHead || records.Count == MaxRecords)
            {
                return new MaintenanceBlob(records, complete: false);
            }

            int type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + sizeof(ushort))..]);
            at += RecordHead;
            if (type == 0 && length == 0)
            {
                // Padding.
                continue;
            }

            if (length > bytes.Length - at)
            {
                return new MaintenanceBlob(records, complete: false);
            }

            records.Add(new MaintenanceRecord(type, at, blob.Slice(at, length)));
            at += length;
        }

        return new MaintenanceBlob(records, complete: true);
    }

    private ReadOnlyMemory<byte>? Find(int type)
    {
        foreach (MaintenanceRecord record in Records)
        {
            if (record.Type == type)
            {
                return record.Value;
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)0);
        return end < 0 ? value : value[..end];
    }
}
