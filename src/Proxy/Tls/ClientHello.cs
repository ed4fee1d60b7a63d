using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// Reads which server a client asks for from the first bytes of a TLS connection, TLS 1.0 to 1.3 alike: the server name of
/// its hello (RFC 5246, 7.4.1.2; RFC 8446, 4.1.2; RFC 6066, 3). A pure function of all bytes so far, which it does not use up:
/// what is passed through unread must arrive whole.
/// <code>
///   record  16 03 vv llll | record 16 03 vv llll | …       at most 16 KiB of them are looked at
///                         └ handshake 01 llllll  ┴ version, random, session, ciphers, compressions, extensions ─► 0000: the name
/// </code>
/// A verdict stands whatever bytes follow, and does not depend on how the hello was split into records. The hello of SSL 2 is
/// none of these.
/// </summary>
internal readonly struct ClientHello
{
    /// <summary>The most bytes that are looked at, records' heads included; a browser's hello has 600 to 2,000.</summary>
    public const int MaxLength = 16 * 1024;

    private const int RecordHead = 5;
    private const int MaxRecord = 16 * 1024;
    private const byte HandshakeRecord = 22;
    private const int HandshakeHead = 4;
    private const byte ClientHelloType = 1;
    private const int VersionAndRandom = 2 + 32;
    private const ushort ServerNameExtension = 0;
    private const byte HostName = 0;
    private const int MaxHostName = 253;

    private static readonly SearchValues<byte> s_hostNameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);

    private ClientHello(HelloState state, string? serverName, string? fault)
    {
        State = state;
        ServerName = serverName;
        Fault = fault;
    }

    /// <summary>What the bytes are.</summary>
    public HelloState State { get; }

    /// <summary>The name of the server, in lower case, where the hello is whole and names one.</summary>
    public string? ServerName { get; }

    /// <summary>What is wrong with it, for the log, where it is no client's hello.</summary>
    public string? Fault { get; }

    /// <summary>Reads what is there.</summary>
    /// <param name="bytes">All bytes of the connection so far.</param>
    public static ClientHello Read(ReadOnlySpan<byte> bytes)
    {
        bool isAll = bytes.Length < MaxLength;
        bytes = isAll ? bytes : bytes[..MaxLength];
        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            string? fault = Join(bytes, rented, out int length);
            ReadOnlySpan<byte> message = rented.AsSpan(0, length);
            if (message.Length > 0 && message[0] != ClientHelloType)
            {
                return Not("its first message is not a client's hello");
            }

            if (message.Length >= HandshakeHead)
            {
                int whole = HandshakeHead + ((message[1] << 16) | (message[2] << 8) | message[3]);
                if (whole > MaxLength)
                {
                    return Not("its hello is longer than 16 KiB");
                }

                if (message.Length >= whole)
                {
                    return ReadBody(message[HandshakeHead..whole]);
                }
            }

            return fault is not null ? Not(fault)
                : isAll ? new ClientHello(HelloState.NeedsMore, null, null)
                : Not("its hello is longer than 16 KiB");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // The handshake's bytes without the heads of the records that carry them, as far as they are there.
    private static string? Join(ReadOnlySpan<byte> bytes, Span<byte> message, out int length)
    {
        length = 0;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] != HandshakeRecord || (bytes.Length > 1 && bytes[1] != 3))
            {
                return "it does not begin as TLS does";
            }

            if (bytes.Length < RecordHead)
            {
                return null;
            }

            int size = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
            if (size is 0 or > MaxRecord)
            {
                return "a TLS record has a length that none may have";
            }

            ReadOnlySpan<byte> part = bytes.Slice(RecordHead, Math.Min(size, bytes.Length - RecordHead));
            part.CopyTo(message[length..]);
            length += part.Length;
            bytes = bytes[(RecordHead + part.Length)..];
        }

        return null;
    }

    private static ClientHello ReadBody(ReadOnlySpan<byte> body)
    {
        if (body.Length < VersionAndRandom)
        {
            return Broken();
        }

        body = body[VersionAndRandom..];
        if (!TryTake(ref body, 1, out _) || !TryTake(ref body, 2, out _) || !TryTake(ref body, 1, out _))
        {
            return Broken();
        }

        // Before TLS 1.2 the extensions may be left out altogether.
        if (body.IsEmpty)
        {
            return Named(null);
        }

        if (!TryTake(ref body, 2, out ReadOnlySpan<byte> extensions))
        {
            return Broken();
        }

        while (!extensions.IsEmpty)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(extensions, out ushort type))
            {
                return Broken();
            }

            extensions = extensions[2..];
            if (!TryTake(ref extensions, 2, out ReadOnlySpan<byte> extension))
            {
                return Broken();
            }

            if (type == ServerNameExtension)
            {
                return ReadServerName(extension);
            }
        }

        return Named(null);
    }

    private static ClientHello ReadServerName(ReadOnlySpan<byte> extension)
    {
        if (!TryTake(ref extension, 2, out ReadOnlySpan<byte> names))
        {
            return Broken();
        }

        while (!names.IsEmpty)
        {
            byte type = names[0];
            names = names[1..];
            if (!TryTake(ref names, 2, out ReadOnlySpan<byte> name))
            {
                return Broken();
            }

            if (type == HostName)
            {
                name = name.TrimEnd((byte)'.');
                return name.Length is 0 or > MaxHostName || name.ContainsAnyExcept(s_hostNameBytes)
                    ? Not("the server it names is no host name")
                    : Named(Encoding.ASCII.GetString(name).ToLowerInvariant());
            }
        }

        return Named(null);
    }

    // A length of one or two bytes, and as many bytes.
    private static bool TryTake(ref ReadOnlySpan<byte> from, int lengthBytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (from.Length < lengthBytes)
        {
            return false;
        }

        int length = lengthBytes == 1 ? from[0] : BinaryPrimitives.ReadUInt16BigEndian(from);
        if (from.Length - lengthBytes < length)
        {
            return false;
        }

        taken = from.Slice(lengthBytes, length);
        from = from[(lengthBytes + length)..];
        return true;
    }

    private static ClientHello Named(string? name) => new(HelloState.Complete, name, null);

    private static ClientHello Broken() => Not("its hello breaks off within itself");

    private static ClientHello Not(string fault) => new(HelloState.NotTls, null, fault);
}
