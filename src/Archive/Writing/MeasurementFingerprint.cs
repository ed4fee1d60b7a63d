using System.Buffers.Binary;
using System.Security.Cryptography;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>
/// What makes a measurement the same as another of the same scale and time: its users as a set, and its values by what
/// they are worth, in any order. 77110 × 10^-3 and 7711 × 10^-2 are one value. It is the first half of a SHA-256, as
/// much as is needed among the few measurements of one second. Not for several threads at once.
/// </summary>
internal sealed class MeasurementFingerprint
{
    private const int Length = 16;

    // type, raw, exponent, with room for an exponent beyond 32 bits once zeros were taken off.
    private const int ValueSize = sizeof(int) + sizeof(long) + sizeof(long);

    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private readonly List<long> _users = [];
    private readonly List<(int Type, long Raw, long Exponent)> _values = [];
    private byte[] _text = new byte[256];

    /// <summary>The fingerprint; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(Measurement measurement)
    {
        Collect(measurement);
        int size = sizeof(int) + (_users.Count * sizeof(long)) + (_values.Count * ValueSize);
        if (_text.Length < size)
        {
            _text = new byte[size];
        }

        Span<byte> rest = _text;
        BinaryPrimitives.WriteInt32LittleEndian(rest, _users.Count);
        rest = rest[sizeof(int)..];
        foreach (long user in _users)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, user);
            rest = rest[sizeof(long)..];
        }

        foreach ((int type, long raw, long exponent) in _values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, type);
            BinaryPrimitives.WriteInt64LittleEndian(rest[4..], raw);
            BinaryPrimitives.WriteInt64LittleEndian(rest[12..], exponent);
            rest = rest[ValueSize..];
        }

        SHA256.HashData(_text.AsSpan(0, size), _hash);
        return _hash.AsSpan(0, Length);
    }

    private void Collect(Measurement measurement)
    {
        _users.Clear();
        for (int i = 0; i < measurement.UserIds.Count; i++)
        {
            if (!_users.Contains(measurement.UserIds[i]))
            {
                _users.Add(measurement.UserIds[i]);
            }
        }

        _values.Clear();
        for (int i = 0; i < measurement.Values.Count; i++)
        {
            _values.Add(Normalised(measurement.Values[i]));
        }

        _users.Sort();
        _values.Sort();
    }

    private static (int Type, long Raw, long Exponent) Normalised(MeasuredValue value)
    {
        if (value.Raw == 0)
        {
            return (value.Type, 0, 0);
        }

        (long raw, long exponent) = (value.Raw, value.Exponent);
        while (raw % 10 == 0)
        {
            raw /= 10;
            exponent++;
        }

        return (value.Type, raw, exponent);
    }
}
