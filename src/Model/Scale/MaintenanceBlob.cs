using System.Buffers;
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

    private const int TypeMac = 1;
    private const int TypeSecret = 3;

    private readonly ReadOnlyMemory<byte> _blob;
    private List<MaintenanceRecord>? _records;

    private MaintenanceBlob(ReadOnlyMemory<byte> blob) => _blob = blob;

    /// <summary>The records in order, those of unknown types too.</summary>
    public IReadOnlyList<MaintenanceRecord> Records => _records ??= ReadAll();

    /// <summary>False where the blob ends within a record, lies about a length, or has more than <see cref="MaxRecords"/>.</summary>
    public bool IsComplete
    {
        get
        {
            var walk = new MaintenanceWalk(_blob);
            while (walk.MoveNext())
            {
            }

            return !walk.IsBroken;
        }
    }

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
        // Every byte of it is written, or it is nothing.
        byte[] blob = GC.AllocateUninitializedArray<byte>(hex.Length / 2);
        return Convert.FromHexString(hex, blob, out _, out _) == OperationStatus.Done ? Parse(blob) : null;
    }

    /// <summary>Reads of a blob's hexadecimal text which scale it is of, and keeps nothing else of it.</summary>
    /// <param name="hex">As for <see cref="TryParseHex"/>.</param>
    /// <returns>What <see cref="Mac"/> and <see cref="Secret"/> would say; nulls where it is no hexadecimal text.</returns>
    public static (string? Mac, string? Secret) IdentityIn(ReadOnlySpan<byte> hex)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(hex.Length / 2);
        try
        {
            if (Convert.FromHexString(hex, bytes, out _, out int length) != OperationStatus.Done)
            {
                return default;
            }

            MaintenanceBlob blob = Parse(bytes.AsMemory(0, length));
            return (blob.Mac, blob.Secret);
        }
        finally
        {
            // Whoever is lent it next need not find a secret in it.
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    /// <summary>Reads a blob as far as it goes.</summary>
    /// <param name="blob">Its bytes.</param>
    public static MaintenanceBlob Parse(ReadOnlyMemory<byte> blob) => new(blob);

    private List<MaintenanceRecord> ReadAll()
    {
        var records = new List<MaintenanceRecord>(Math.Min(UsualRecords, _blob.Length / MaintenanceWalk.RecordHead));
        var walk = new MaintenanceWalk(_blob);
        while (walk.MoveNext())
        {
            records.Add(walk.Current);
        }

        return records;
    }

    private ReadOnlyMemory<byte>? Find(int type)
    {
        // The two that tell which scale it is are among the first, and the only ones that most callers ask for.
        var walk = new MaintenanceWalk(_blob);
        while (walk.MoveNext())
        {
            if (walk.Current.Type == type)
            {
                return walk.Current.Value;
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
