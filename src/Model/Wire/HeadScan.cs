using System.Runtime.CompilerServices;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Finds the end of a head, line by line; what was searched is not searched again when more comes. On its way it notes where
/// the lines are that may matter to <see cref="HeadParser"/>, which need not look for them among all the others.
/// </summary>
internal sealed class HeadScan(MessageKind kind, Strictness strictness, WireLimits limits)
{
    private int _searched;
    private int _lineStart;
    private Places _noted;
    private int _notedCount;

    // More than a head has that means no harm.
    [InlineArray(Capacity)]
    private struct Places
    {
        public const int Capacity = 8;

        private int _first;
    }

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

    public void Begin() => _searched = _lineStart = _notedCount = 0;

    /// <summary>Where the lines begin that may matter, once the head is complete.</summary>
    /// <returns>False where there are more of them than can be noted.</returns>
    public bool TryGetNoted(out ReadOnlySpan<int> lines)
    {
        bool isAll = _notedCount <= Places.Capacity;
        lines = isAll ? ((ReadOnlySpan<int>)_noted)[.._notedCount] : default;
        return isAll;
    }

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

            int start = _lineStart;
            _lineStart = _searched;
            ReadOnlySpan<byte> line = WithoutEnd(bytes[start..(_searched - 1)], offset);
            if (line.IsEmpty)
            {
                return start == 0 ? Result.EmptyLine : Result.Complete;
            }

            if (start > 0)
            {
                NoteIfItMatters(line, start);
            }
            else if (!BeginsMessage(line, offset))
            {
                return Result.Broken;
            }
        }
    }

    private void NoteIfItMatters(ReadOnlySpan<byte> line, int start)
    {
        if (!HeadParser.MayMatter(line))
        {
            return;
        }

        if (_notedCount < Places.Capacity)
        {
            _noted[_notedCount] = start;
        }

        _notedCount++;
    }

    private ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line, long offset)
    {
        if (!line.IsEmpty && line[^1] == '\r')
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
