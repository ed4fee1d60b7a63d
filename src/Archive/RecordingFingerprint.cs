using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ScaleProxy.Archive;

/// <summary>
/// What an imported conversation is known by: the SHA-256 of everything that was said in it. Times and addresses have no
/// part in it, as a saved text has none.
/// </summary>
public sealed class RecordingFingerprint : IEquatable<RecordingFingerprint>
{
    private readonly byte[] _hash;

    private RecordingFingerprint(byte[] hash) => _hash = hash;

    internal ReadOnlySpan<byte> Bytes => _hash;

    /// <summary>The fingerprint of a whole conversation.</summary>
    /// <param name="exchanges">All its exchanges in order.</param>
    public static RecordingFingerprint Of(IReadOnlyList<RecordedExchange> exchanges)
    {
        ArgumentNullException.ThrowIfNull(exchanges);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> lengths = stackalloc byte[12];
        foreach (RecordedExchange exchange in exchanges)
        {
            // With the lengths before them, bytes cannot move from one message to the next unnoticed.
            BinaryPrimitives.WriteInt32LittleEndian(lengths, exchange.Request.Length);
            BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], exchange.Response.Length);
            BinaryPrimitives.WriteInt32LittleEndian(lengths[8..], exchange.Repeats);
            hash.AppendData(lengths);
            hash.AppendData(exchange.Request.Span);
            hash.AppendData(exchange.Response.Span);
        }

        return new RecordingFingerprint(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public bool Equals(RecordingFingerprint? other) => other is not null && _hash.AsSpan().SequenceEqual(other._hash);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordingFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_hash);
}
