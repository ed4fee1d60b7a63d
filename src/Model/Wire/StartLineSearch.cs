namespace ScaleProxy.Model.Wire;

/// <summary>
/// Finds where the next message begins in bytes whose beginning was lost. A start line need not begin a line of the
/// stream: a body has no line end of its own, so the next start line follows it directly.
/// </summary>
internal static class StartLineSearch
{
    private static readonly byte[][] s_methods =
        [.. new[] { "POST ", "GET ", "PUT ", "HEAD ", "DELETE ", "OPTIONS ", "PATCH ", "TRACE ", "CONNECT " }
            .Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Looks for a whole start line, its LF included.</summary>
    /// <param name="kind">What kind of message is looked for.</param>
    /// <param name="bytes">What is there of the stream.</param>
    /// <param name="searched">Bytes at the front in which no line ends, as an earlier search has shown.</param>
    /// <param name="longest">The most bytes a start line may have.</param>
    /// <param name="discard">Bytes at the front that hold no start line and need not be looked at again.</param>
    /// <returns>Whether a start line begins right behind the discarded bytes.</returns>
    public static bool TryFind(MessageKind kind, ReadOnlySpan<byte> bytes, int searched, int longest, out int discard)
    {
        discard = 0;
        while (true)
        {
            int from = Math.Max(discard, searched);
            int lf = bytes[from..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                return false;
            }

            int next = from + lf + 1;
            int at = StartIn(kind, bytes[discard..(next - 1)].TrimEnd((byte)'\r'));
            if (at >= 0 && next - discard - at <= longest)
            {
                discard += at;
                return true;
            }

            discard = next;
        }
    }

    // Where a start line begins that ends where the line does. A method that is not in the table must begin the line.
    private static int StartIn(MessageKind kind, ReadOnlySpan<byte> line)
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
