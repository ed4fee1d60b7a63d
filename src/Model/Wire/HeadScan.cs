namespace ScaleProxy.Model.Wire;

/// <summary>Finds the end of a head, line by line; what was searched is not searched again when more comes.</summary>
internal sealed class HeadScan(MessageKind kind, Strictness strictness, WireLimits limits)
{
    private int _searched;
    private int _lineStart;

    public enum Result
    {
        NeedsMore,
        Complete,

        /// <summary>An empty line before the start line: to be passed over (RFC 9112 section 2.2).</summary>
        EmptyLine,

        /// <summary>
        /// The first line cannot begin a message, or the head is longer than <see cref="WireLimits.MaxHead"/>; the
        /// strict reading throws instead.
        /// </summary>
        Broken,
    }

    /// <summary>How much was looked at: through the empty line, once that is found.</summary>
    public int Length => _searched;

    public void Begin() => _searched = _lineStart = 0;

    /// <summary>Looks on.</summary>
    /// <param name="bytes">The head from its first byte, as far as it is there, and what may follow it.</param>
    /// <param name="offset">Where in the stream it begins.</param>
    public Result Read(ReadOnlySpan<byte> bytes, long offset)
    {
        while (true)
        {
            int lf = bytes[_searched..].IndexOf((byte)'\n');
            _searched = lf < 0 ? bytes.Length : _searched + lf + 1;
            if (_searched > limits.MaxHead)
            {
                return strictness == Strictness.Strict
                    ? throw new WireException($"a head is at most {limits.MaxHead} bytes long", offset + limits.MaxHead, 431)
                    : Result.Broken;
            }

            if (lf < 0)
            {
                return Result.NeedsMore;
            }

            bool first = _lineStart == 0;
            ReadOnlySpan<byte> line = TakeLine(bytes, offset);
            if (line.IsEmpty)
            {
                return first ? Result.EmptyLine : Result.Complete;
            }

            if (first && !BeginsMessage(line, offset))
            {
                return Result.Broken;
            }
        }
    }

    private ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> bytes, long offset)
    {
        ReadOnlySpan<byte> line = bytes[_lineStart..(_searched - 1)];
        _lineStart = _searched;
        if (line.EndsWith("\r"u8))
        {
            return line[..^1];
        }

        return strictness == Strictness.Tolerant
            ? line
            : throw new WireException("a line of the head ends with CRLF, not with a bare LF", offset + _searched - 1);
    }

    private bool BeginsMessage(ReadOnlySpan<byte> line, long offset)
    {
        if (strictness == Strictness.Strict)
        {
            HeadParser.RequireStartLine(kind, line, offset);
            return true;
        }

        return HeadParser.IsStartLine(kind, line.TrimEnd((byte)'\r'));
    }
}
