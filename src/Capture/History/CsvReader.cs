using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.History;

/// <summary>
/// Reads comma-separated values (RFC 4180): fields in quotes may hold delimiters, line ends, and quotes written twice; lines
/// end in CRLF or LF. It holds one record at a time. A record that is none (a quote that is never closed, or one longer than
/// <see cref="MaxRecordBytes"/>) costs its first line only: reading goes on with the next.
/// </summary>
/// <param name="window">The text; UTF-8, or any encoding that has ASCII in it.</param>
/// <param name="delimiter">What stands between fields: a comma, a semicolon, a tab.</param>
internal sealed class CsvReader(FileWindow window, byte delimiter)
{
    /// <summary>Bytes of a record at most, its line end included. An export's has some hundred, and a comment in it.</summary>
    public const int MaxRecordBytes = 64 * 1024;

    /// <summary>Fields of a record at most; an export has some twenty.</summary>
    public const int MaxFields = 256;

    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    private readonly int[] _ends = new int[MaxFields];
    private byte[] _text = new byte[1024];
    private int _written;
    private long _nextLine = 1;

    /// <summary>The line that the record at hand begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the record at hand has; an empty line is one empty field.</summary>
    public int Count { get; private set; }

    /// <summary>Why the line at hand is no record; null where it is one.</summary>
    public string? Fault { get; private set; }

    /// <summary>A field of the record at hand, without its quotes; empty beyond the last. Valid until the next record.</summary>
    /// <param name="index">Counted from 0.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if (index >= Count)
            {
                return default;
            }

            int start = index == 0 ? 0 : _ends[index - 1];
            return _text.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool TryRead()
    {
        Line = _nextLine;
        Count = 0;
        Fault = null;
        if (!window.Ensure(1))
        {
            return false;
        }

        int held = Math.Min(window.Available.Length, MaxRecordBytes);
        while (!TryParse(window.Available[..held]) && Fault is null)
        {
            if (held == MaxRecordBytes)
            {
                Fault = $"no line end, or no closing quote, within {MaxRecordBytes} bytes";
                break;
            }

            bool more = window.Ensure(held + 1);
            held = Math.Min(window.Available.Length, MaxRecordBytes);
            if (!more && !TryParse(window.Available[..held], isEnd: true))
            {
                Fault ??= "a quote is not closed";
                break;
            }

            if (!more)
            {
                break;
            }
        }

        if (Fault is not null)
        {
            Count = 0;
            SkipLine();
        }

        return true;
    }

    // Takes the record apart where all of it is there, and takes it from the window.
    private bool TryParse(ReadOnlySpan<byte> bytes, bool isEnd = false)
    {
        Count = 0;
        _written = 0;
        int at = 0;
        int lines = 0;
        while (true)
        {
            bool quoted = at < bytes.Length && bytes[at] == Quote;
            int stop = quoted ? ReadQuoted(bytes, at + 1, ref lines) : at;
            if (stop < 0)
            {
                return false;
            }

            int plain = bytes[stop..].IndexOfAny(delimiter, LineFeed);
            if (plain < 0 && !isEnd)
            {
                return false;
            }

            int end = plain < 0 ? bytes.Length : stop + plain;
            bool isLast = end == bytes.Length || bytes[end] == LineFeed;
            Append(isLast ? bytes[stop..end].TrimEnd((byte)'\r') : bytes[stop..end]);
            if (Count == MaxFields)
            {
                Fault = $"more than {MaxFields} fields";
                return false;
            }

            _ends[Count++] = _written;
            at = end + 1;
            if (isLast)
            {
                window.Advance(Math.Min(at, bytes.Length));
                _nextLine += lines + 1;
                return true;
            }
        }
    }

    // Gives where the text behind the closing quote begins; -1 where that is not there.
    private int ReadQuoted(ReadOnlySpan<byte> bytes, int at, ref int lines)
    {
        while (true)
        {
            int length = bytes[at..].IndexOf(Quote);
            if (length < 0)
            {
                return -1;
            }

            ReadOnlySpan<byte> part = bytes.Slice(at, length);
            lines += part.Count(LineFeed);
            Append(part);
            at += length + 1;
            if (at >= bytes.Length || bytes[at] != Quote)
            {
                return at;
            }

            Append(bytes.Slice(at, 1));
            at++;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_written + bytes.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _written + bytes.Length));
        }

        bytes.CopyTo(_text.AsSpan(_written));
        _written += bytes.Length;
    }

    private void SkipLine()
    {
        window.SkipLine();
        _nextLine++;
    }
}
