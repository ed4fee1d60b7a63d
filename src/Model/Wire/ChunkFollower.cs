namespace ScaleProxy.Model.Wire;

/// <summary>
/// Finds the end of a chunked body (RFC 9112 section 7.1) without holding any of it. It reads as the tolerant
/// <see cref="ChunkedBody"/> does: lines may end in a bare LF.
/// </summary>
internal struct ChunkFollower(int maxLine)
{
    private const int MaxDigits = 16;

    private Part _part;
    private long _left;
    private int _line;
    private byte _first;
    private int _digits;

    private enum Part
    {
        Size,
        SizeRest,
        Data,
        DataEnd,
        Trailer,
    }

    /// <summary>Takes bytes up to the end of the body.</summary>
    /// <returns><see cref="FollowStep.End"/> behind the body's last byte.</returns>
    public FollowStep Read(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        while (consumed < bytes.Length)
        {
            if (_part == Part.Data)
            {
                int count = (int)Math.Min(_left, bytes.Length - consumed);
                consumed += count;
                _left -= count;
                if (_left == 0)
                {
                    BeginLine(Part.DataEnd);
                }
            }
            else if (ReadFraming(bytes[consumed++]) is { } step)
            {
                return step;
            }
        }

        return FollowStep.NeedsMore;
    }

    // One byte of the lines between the data.
    private FollowStep? ReadFraming(byte b)
    {
        if (++_line > maxLine)
        {
            return FollowStep.Lost;
        }

        _first = _line == 1 ? b : _first;

        switch (_part)
        {
            case Part.Size when b == '\n':
            case Part.SizeRest when b == '\n':
                return EndSize();
            case Part.Size:
                return ReadSize(b);
            case Part.DataEnd:
                return ReadDataEnd(b);
            case Part.Trailer when b == '\n':
                return EndTrailerLine();
            default:
                return null;
        }
    }

    private FollowStep? ReadSize(byte b)
    {
        if (b is (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            _part = Part.SizeRest;
            return null;
        }

        int digit = DigitOf(b);
        if (digit < 0 || ++_digits > MaxDigits || _left > long.MaxValue >> 4)
        {
            return FollowStep.Lost;
        }

        _left = (_left << 4) + digit;
        return null;
    }

    private static int DigitOf(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    private FollowStep? EndSize()
    {
        if (_digits == 0)
        {
            return FollowStep.Lost;
        }

        BeginLine(_left == 0 ? Part.Trailer : Part.Data);
        return null;
    }

    private FollowStep? ReadDataEnd(byte b)
    {
        if (b == '\n')
        {
            BeginLine(Part.Size);
            return null;
        }

        return b == '\r' && _line == 1 ? null : FollowStep.Lost;
    }

    // An empty line closes the body.
    private FollowStep? EndTrailerLine()
    {
        if (_line == 1 || (_line == 2 && _first == '\r'))
        {
            return FollowStep.End;
        }

        BeginLine(Part.Trailer);
        return null;
    }

    private void BeginLine(Part part)
    {
        _part = part;
        _line = 0;
        _digits = 0;
    }
}
