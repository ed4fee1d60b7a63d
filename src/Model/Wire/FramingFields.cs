using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>What the header fields of a head say of its body and of the connection, as far as they have been read.</summary>
internal struct FramingFields
{
    /// <summary>The length given last; null where none is.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>There is a Transfer-Encoding.</summary>
    public bool TransferEncoding { get; private set; }

    /// <summary>And the last of its codings is chunked.</summary>
    public bool Chunked { get; private set; }

    /// <summary>The sender waits for a 100 before it sends the body.</summary>
    public bool ExpectsContinue { get; private set; }

    /// <summary>The connection is to be closed.</summary>
    public bool Closes { get; private set; }

    /// <summary>The connection is to be kept.</summary>
    public bool KeepsAlive { get; private set; }

    /// <summary>The body is in a coding of its own.</summary>
    public bool IsEncoded { get; private set; }

    /// <summary>Reads a field; most say nothing of all this.</summary>
    /// <param name="field">The field.</param>
    /// <param name="strict">Whether to refuse what breaks a rule.</param>
    /// <param name="offset">Where in the stream it begins.</param>
    /// <exception cref="WireException">A rule was broken, in the strict reading.</exception>
    public void Read(HeaderField field, bool strict, long offset)
    {
        switch (field.Name.Length)
        {
            case 10 when field.Is("Connection"u8):
                ReadConnection(field.Value);
                break;
            case 14 when field.Is("Content-Length"u8):
                ReadContentLength(field.Value, strict, offset);
                break;
            case 16 when field.Is("Content-Encoding"u8):
                IsEncoded |= !Ascii.EqualsIgnoreCase(field.Value, "identity"u8);
                break;
            case 17 when field.Is("Transfer-Encoding"u8):
                ReadTransferEncoding(field.Value, strict, offset);
                break;
            case 6 when field.Is("Expect"u8):
                ExpectsContinue = Ascii.EqualsIgnoreCase(field.Value, "100-continue"u8);
                break;
            default:
                break;
        }
    }

    // A list, in any number of lines (RFC 9110 section 7.6.1).
    private void ReadConnection(ReadOnlySpan<byte> value)
    {
        int comma;
        do
        {
            comma = value.IndexOf((byte)',');
            ReadOnlySpan<byte> option = HeaderField.Trim(comma < 0 ? value : value[..comma]);
            Closes |= Ascii.EqualsIgnoreCase(option, "close"u8);
            KeepsAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
            value = value[(comma + 1)..];
        }
        while (comma >= 0);
    }

    private void ReadContentLength(ReadOnlySpan<byte> value, bool strict, long offset)
    {
        // A list is what became of several lines on their way (RFC 9112 section 6.3); as with them, the last one counts.
        value = strict ? value : HeaderField.Trim(value[(value.LastIndexOf((byte)',') + 1)..]);
        bool number = TryReadNumber(value, out long length);
        if (strict && (!number || (ContentLength is { } before && before != length)))
        {
            throw new WireException("Content-Length is one decimal number", offset);
        }

        if (number)
        {
            ContentLength = length;
        }
    }

    // Digits alone: a sign or a space would be read otherwise by others, and that is how requests are smuggled.
    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            int value = digit - '0';
            if (value is < 0 or > 9 || number > (long.MaxValue - value) / 10)
            {
                return false;
            }

            number = (number * 10) + value;
        }

        return !digits.IsEmpty;
    }

    private void ReadTransferEncoding(ReadOnlySpan<byte> value, bool strict, long offset)
    {
        if (strict && TransferEncoding)
        {
            throw new WireException("Transfer-Encoding comes once", offset);
        }

        if (strict && !Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            throw new WireException("the only Transfer-Encoding read here is chunked", offset, 501);
        }

        // The last coding frames the message, whatever was done to the data before (RFC 9112 section 6.3).
        ReadOnlySpan<byte> last = HeaderField.Trim(value[(value.LastIndexOf((byte)',') + 1)..]);
        TransferEncoding = true;
        Chunked = Ascii.EqualsIgnoreCase(last, "chunked"u8);
    }
}
