namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>
/// Names, in the form they have in a message where nothing is left out (RFC 1035 3.1): each label after its length, then
/// a 0. In this form names compare byte for byte, and a dot inside a label is not mistaken for one between two.
/// </summary>
internal static class DnsName
{
    /// <summary>The longest name, bytes, lengths and the closing 0 included (RFC 1035 2.3.4).</summary>
    public const int MaxLength = 255;

    private const int MaxLabel = 63;
    private const int MaxJumps = 16;
    private const int PointerBits = 0xc0;

    /// <summary>
    /// Reads a name, following pointers (RFC 1035 4.1.4). Each must lead further back than all that was read of the name
    /// until then, which no loop can do, and behind the header; more of them than <see cref="MaxJumps"/> are refused.
    /// </summary>
    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where the name begins.</param>
    /// <param name="name">Where to write it, <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">How long it is there.</param>
    /// <param name="next">Where the message goes on.</param>
    /// <returns>False where it is no name.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, int offset, Span<byte> name, out int length, out int next)
    {
        length = 0;
        next = 0;
        int start = offset;
        for (int jumps = 0, at = offset; (uint)at < (uint)message.Length;)
        {
            int size = message[at];
            switch (size & PointerBits)
            {
                case 0 when size == 0:
                    name[length++] = 0;
                    next = jumps == 0 ? at + 1 : next;
                    return true;
                case 0:
                    // With room for the 0 that must still come.
                    if (at + 1 + size > message.Length || length + 1 + size + 1 > MaxLength)
                    {
                        return false;
                    }

                    message.Slice(at, 1 + size).CopyTo(name[length..]);
                    length += 1 + size;
                    at += 1 + size;
                    break;
                case PointerBits:
                    if (at + 1 >= message.Length || ++jumps > MaxJumps)
                    {
                        return false;
                    }

                    int target = ((size & ~PointerBits) << 8) | message[at + 1];
                    if (target >= start || target < DnsHeader.Length)
                    {
                        return false;
                    }

                    next = jumps == 1 ? at + 2 : next;
                    at = start = target;
                    break;
                default:
                    // Forms of labels that never came into use (RFC 6891 5).
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether two names are the same; ASCII letters' case does not matter (RFC 4343).</summary>
    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < one.Length; i++)
        {
            // The lengths of labels are below 'A', so they compare along.
            if (one[i] != other[i] && Lower(one[i]) != Lower(other[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a host name as a message has it.</summary>
    /// <param name="host">With or without a closing dot.</param>
    /// <param name="name">Where to write it, <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">How long it is there.</param>
    /// <returns>False where it is no host name.</returns>
    public static bool TryFromHost(ReadOnlySpan<char> host, Span<byte> name, out int length)
    {
        length = 0;
        host = host.EndsWith('.') ? host[..^1] : host;
        foreach (Range range in host.Split('.'))
        {
            ReadOnlySpan<char> label = host[range];
            if (label.Length is 0 or > MaxLabel || length + 1 + label.Length + 1 > MaxLength)
            {
                return false;
            }

            name[length++] = (byte)label.Length;
            foreach (char c in label)
            {
                if (!IsHostCharacter(c))
                {
                    return false;
                }

                name[length++] = (byte)c;
            }
        }

        name[length++] = 0;
        return true;
    }

    /// <summary>Writes a name as people do, with dots, where it could be that of a host.</summary>
    /// <param name="name">The name.</param>
    /// <param name="host">Where to write it, <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">How long it is there.</param>
    /// <returns>False where it holds other characters than host names do.</returns>
    public static bool TryToHost(ReadOnlySpan<byte> name, Span<byte> host, out int length)
    {
        length = 0;
        while (name[0] != 0)
        {
            ReadOnlySpan<byte> label = name.Slice(1, name[0]);
            if (length > 0)
            {
                host[length++] = (byte)'.';
            }

            foreach (byte c in label)
            {
                if (!IsHostCharacter((char)c))
                {
                    return false;
                }

                host[length++] = c;
            }

            name = name[(1 + label.Length)..];
        }

        return length > 0;
    }

    private static int Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? c | 0x20 : c;

    // The underscore is not allowed in host names, and used all the same.
    private static bool IsHostCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
