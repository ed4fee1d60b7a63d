using System.Buffers.Binary;
using System.Security.Cryptography;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>
/// What makes a measurement the same as another of the same scale and time: its users as a set, and its values by what
/// they are worth, in any order. 77110 × 10^-3 and 7711 × 10^-2 are one value. It is the first half of a SHA-256, as
/// much as is needed among the few measurements of one second.
/// </summary>
internal static class MeasurementFingerprint
{
    private const int Length = 16;

    // type, raw, exponent, with room for an exponent beyond 32 bits once zeros were taken off.
    private const int ValueSize = sizeof(int) + sizeof(long) + sizeof(long);

    // Of what a scale sends at once, in bytes; more is taken from elsewhere.
    private const int OnStack = 512;

    /// <summary>The fingerprints of an entry's measurements, in their order.</summary>
    public static byte[][] Of(IReadOnlyList<ArchivedMeasurement> measurements)
    {
        if (measurements.Count == 0)
        {
            return [];
        }

        byte[][] fingerprints = new byte[measurements.Count][];
        for (int i = 0; i < fingerprints.Length; i++)
        {
            fingerprints[i] = Of(measurements[i].Measurement);
        }

        return fingerprints;
    }

    /// <summary>The fingerprint of a measurement.</summary>
    public static byte[] Of(Measurement measurement)
    {
        long[] users = [.. measurement.UserIds];
        int usersCount = SortedSet(users);
        (int Type, long Raw, long Exponent)[] values = new (int, long, long)[measurement.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Normalised(measurement.Values[i]);
        }

        Array.Sort(values);
        int size = sizeof(int) + (usersCount * sizeof(long)) + (values.Length * ValueSize);
        Span<byte> text = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        Span<byte> rest = text;
        BinaryPrimitives.WriteInt32LittleEndian(rest, usersCount);
        rest = rest[sizeof(int)..];
        foreach (long user in users.AsSpan(0, usersCount))
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, user);
            rest = rest[sizeof(long)..];
        }

        foreach ((int type, long raw, long exponent) in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, type);
            BinaryPrimitives.WriteInt64LittleEndian(rest[4..], raw);
            BinaryPrimitives.WriteInt64LittleEndian(rest[12..], exponent);
            rest = rest[ValueSize..];
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..size], hash);
        return hash[..Length].ToArray();
    }

    // Sorts, and brings each once to the front; gives how many those are.
    private static int SortedSet(long[] users)
    {
        Array.Sort(users);
        int count = 0;
        foreach (long user in users)
        {
            if (count == 0 || user != users[count - 1])
            {
                users[count++] = user;
            }
        }

        return count;
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
