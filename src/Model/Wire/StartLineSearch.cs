namespace ScaleProxy.Model.Wire;

/// <summary>
/// Finds where the next message begins in bytes whose beginning was lost. A start line need not begin a line of the
/// stream: a body has no line end of its own, so the next start line follows it directly.
/// </summary>
internal static class StartLineSearch
{
    private static readonly byte[][] s_methods =
        [.. new[] { "POST /", "GET /", "PUT /", "HEAD /", "DELETE /", "OPTIONS /", "PATCH /", "POST http://", "GET http://" }
            .Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Looks for a whole start line, its LF included.</summary>
    /// <param name="kind">What kind of message is looked for.</param>
    /// <param name="bytes">What is there of the stream.</param>
    /// <param name="discard">Bytes at the front that hold no start line and need not be looked at again.</param>
    /// <returns>Whether a start line begins right behind the discarded bytes.</returns>
    public static bool TryFind(MessageKind kind, ReadOnlySpan<byte> bytes, out int discard)
    {
        discard = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[discard..];
            int lf = rest.IndexOf((byte)'\n');
            if (lf < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> line = rest[..lf].TrimEnd((byte)'\r');
            int at = StartIn(kind, line);
            if (at >= 0)
            {
                discard += at;
                return true;
            }

            discard += lf + 1;
        }
    }

    private static int StartIn(MessageKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == MessageKind.Response)
        {
            int at = line.LastIndexOf("HTTP/1."u8);
            return at >= 0 && HeadParser.IsStartLine(kind, line[at..]) ? at : -1;
        }

        if (line.LastIndexOf(" HTTP/1."u8) != line.Length - 9)
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

        return -1;
    }
}
