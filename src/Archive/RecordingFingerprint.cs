using System.Buffers.Binary;
using System.IO.Hashing;

namespace ScaleProxy.Archive;

/// <summary>
/// What an imported conversation is known by: the 128-bit XXH3 of everything that was said in it. Times and addresses
/// have no part in it, as a saved text has none. It tells captures of one conversation from another's, not forgeries.
/// </summary>
public sealed class RecordingFingerprint : IEquatable<RecordingFingerprint>
{
    [ThreadStatic]
    private static XxHash128? t_hash;

    private readonly byte[] _hash;

    private RecordingFingerprint(byte[] hash) => _hash = hash;

    internal ReadOnlySpan<byte> Bytes => _hash;

    /// <summary>The fingerprint of a whole conversation.</summary>
    /// <param name="exchanges">All its exchanges in order.</param>
    public static RecordingFingerprint Of(IReadOnlyList<RecordedExchange> exchanges)
    {
        ArgumentNullException.ThrowIfNull(exchanges);
        // Its state is half a kilobyte: too much to be made for each conversation of an import.
        XxHash128 hash = t_hash ??= new XxHash128();
        hash.Reset();
        Span<byte> lengths = stackalloc byte[12];
        foreach (RecordedExchange exchange in exchanges)
        {
            // With the lengths before them, bytes cannot move from one message to the next unnoticed.
            BinaryPrimitives.WriteInt32LittleEndian(lengths, exchange.Request.Length);
            BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], exchange.Response.Length);
            BinaryPrimitives.WriteInt32LittleEndian(lengths[8..], exchange.Repeats);
            hash.Append(lengths);
            hash.Append(exchange.Request.Span);
            hash.Append(exchange.Response.Span);
        }

        return new RecordingFingerprint(hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public bool Equals(RecordingFingerprint? other) => other is not null && _hash.AsSpan().SequenceEqual(other._hash);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordingFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_hash);
}
