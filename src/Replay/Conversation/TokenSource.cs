using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// Tokens of ours in the vendor's shape, for any number of threads. Randomness is fetched for many at once: asked for
/// eight bytes at a time, it is an eighth of what a request for a token costs.
/// </summary>
internal sealed class TokenSource
{
    private const int FirstNumber = 1_000;
    private const int Numbers = 9_000;
    private const int MillisecondsANumber = 8;
    private const int TokenBytes = 8;

    private readonly Lock _lock = new();
    private readonly byte[] _random = new byte[4096];
    private int _left;

    /// <summary>A once token like <c>00d016bf-242e0bb1</c>. Nobody can guess it, so a hash cannot be prepared or sent again.</summary>
    public string Once() => string.Create(17, Next(), static (token, random) =>
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, random);
        Convert.TryToHexStringLower(bytes[..4], token, out _);
        token[8] = '-';
        Convert.TryToHexStringLower(bytes[4..], token[9..], out _);
    });

    /// <summary>
    /// A session id like <c>3046-5148e2c9-6e4d325e</c>: a number, the unix time in hexadecimal, 32 random bits. The number goes
    /// on with the time, so that sessions of one moment lie side by side in the archive, which is sorted by their ids: with a
    /// random one, each would have another page of it written.
    /// </summary>
    /// <param name="now">When the session begins.</param>
    public string SessionId(DateTimeOffset now)
    {
        long number = FirstNumber + (now.ToUnixTimeMilliseconds() / MillisecondsANumber % Numbers);
        return string.Create(CultureInfo.InvariantCulture, $"{number}-{now.ToUnixTimeSeconds():x8}-{(uint)Next():x8}");
    }

    private ulong Next()
    {
        lock (_lock)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_random);
                _left = _random.Length;
            }

            _left -= TokenBytes;
            ulong next = BitConverter.ToUInt64(_random, _left);
            // What was given out must not be found here afterwards.
            _random.AsSpan(_left, TokenBytes).Clear();
            return next;
        }
    }
}
