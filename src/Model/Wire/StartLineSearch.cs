namespace ScaleProxy.Model.Wire;

/// <summary>
/// Finds where the next message begins in bytes whose beginning was lost. A start line need not begin a line of the
/// stream: a body has no line end of its own, so the next start line follows it directly. What was searched is not
/// searched again when more bytes come.
/// </summary>
/// <param name="kind">What kind of message is looked for.</param>
/// <param name="longest">The most bytes a start line may have.</param>
internal sealed class StartLineSearch(MessageKind kind, int longest)
{
    private static readonly byte[][] s_methods =
        [.. new[] { "POST ", "GET ", "PUT ", "HEAD ", "DELETE ", "OPTIONS ", "PATCH ", "TRACE ", "CONNECT " }
            .Select(System.Text.Encoding.ASCII.GetBytes)];

    // Bytes at the front in which no line ends, as the last search has shown.
    private int _searched;

    /// <summary>Begins anew: the bytes at the front are others.</summary>
    public void Begin() => _searched = 0;

    /// <summary>Looks for a whole start line, its LF included, and takes off what comes before it.</summary>
    /// <param name="bytes">What is there of the stream. At most one start line's worth of it is left where none was found.</param>
    /// <returns>Whether the bytes begin with a start line now.</returns>
    public bool TryFind(ByteQueue bytes)
    {
        bool found = TryFind(bytes.Span, out int discard);
        bytes.Drop(discard);
        if (!found)
        {
            // A line that never ends is no start line.
            bytes.Drop(Math.Max(0, bytes.Length - longest));
            _searched = bytes.Length;
        }

        return found;
    }

    private bool TryFind(ReadOnlySpan<byte> bytes, out int discard)
    {
        discard = 0;
        while (true)
        {
            int from = Math.Max(discard, _searched);
            int lf = bytes[from..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                return false;
            }

            int next = from + lf + 1;
            int at = StartIn(bytes[discard..(next - 1)].TrimEnd((byte)'\r'));
            if (at >= 0 && next - discard - at <= longest)
            {
                discard += at;
                return true;
            }

            discard = next;
        }
    }

    // Where a start line begins that ends where the line does. A method that is not in the table must begin the line.
    private int StartIn(ReadOnlySpan<byte> line)
    {
        if (kind == MessageKind.Response)
        {
            return ResponseIn(line);
        }

        if (line.Length < 9 || !line[^9..].StartsWith(" HTTP/1."u8))
        {
            return -1;
        }

        foreach (byte[] method in s_methods)
        {
            int at = line.LastIndexOf(method);
            if (at >= 0 && HeadParser.IsStartLine(kind, line[at..]))
            {
                return at;
            }
        }

        return HeadParser.IsStartLine(kind, line) && !IsRestOfMethod(line[..(line.IndexOf((byte)' ') + 1)]) ? 0 : -1;
    }

    // Of a method whose first letters were lost, as in "ST /path".
    private static bool IsRestOfMethod(ReadOnlySpan<byte> word)
    {
        foreach (byte[] method in s_methods)
        {
            if (method.AsSpan().EndsWith(word))
            {
                return true;
            }
        }

        return false;
    }

    private static int ResponseIn(ReadOnlySpan<byte> line)
    {
        int at = line.LastIndexOf("HTTP/1."u8);
        while (at >= 0 && !HeadParser.IsStartLine(MessageKind.Response, line[at..]))
        {
            // A reason phrase may speak of HTTP/1.1 as well.
            at = line[..at].LastIndexOf("HTTP/1."u8);
        }

        return at;
    }
}
