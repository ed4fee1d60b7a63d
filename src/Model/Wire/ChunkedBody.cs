using System.Buffers.Text;
using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>Takes a chunked body apart (RFC 9112 section 7.1), as far as the bytes go.</summary>
internal sealed class ChunkedBody(Strictness strictness, WireLimits limits)
{
    private byte[] _body = [];
    private int _bodyLength;
    private List<Chunk>? _chunks;
    private Part _part;
    private int _left;
    private int _trailerAt;

    public enum Result
    {
        NeedsMore,
        Complete,

        /// <summary>Not to be read on; in the strict reading an exception says so instead.</summary>
        Broken,
    }

    private enum Part
    {
        Size,
        Data,
        DataEnd,
        Trailer,
    }

    /// <summary>How far into the message it has been read.</summary>
    public int Position { get; private set; }

    public void Begin(int headLength)
    {
        Position = headLength;
        _part = Part.Size;
        _bodyLength = 0;
        _chunks = null;
    }

    public ReadOnlyMemory<byte> TakeBody()
    {
        ReadOnlyMemory<byte> body = _body.AsMemory(0, _bodyLength);
        _body = [];
        return body;
    }

    public IReadOnlyList<Chunk>? TakeChunks() => _chunks;

    /// <summary>Reads on.</summary>
    /// <param name="message">The message from its first byte, as far as it is there.</param>
    /// <param name="offset">Where in the stream the message begins.</param>
    public Result Read(ReadOnlySpan<byte> message, long offset)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = message[Position..];
            Result? result = _part switch
            {
                Part.Size => ReadSize(rest, offset + Position),
                Part.Data => ReadData(rest),
                Part.DataEnd => ReadDataEnd(rest, offset + Position),
                _ => ReadTrailer(rest, offset + Position),
            };
            if (result is { } done)
            {
                return done;
            }
        }
    }

    private Result? ReadSize(ReadOnlySpan<byte> rest, long offset)
    {
        if (!TryLine(rest, offset, out ReadOnlySpan<byte> line, out int length, out Result stop))
        {
            return stop;
        }

        int digits = line.IndexOfAny(" \t;"u8);
        ReadOnlySpan<byte> size = digits < 0 ? line : line[..digits];
        // Eight hexadecimal digits are more than any limit, and fewer than would overflow.
        if (size.Length is 0 or > 8 || !Utf8Parser.TryParse(size, out uint value, out int used, 'x') || used != size.Length || (strictness == Strictness.Strict && !IsExtension(line[size.Length..])))
        {
            return Refuse("a chunk begins with its size in hexadecimal", offset, 400);
        }

        if (value > limits.MaxBody - _bodyLength)
        {
            return Refuse($"a body is at most {limits.MaxBody} bytes long", offset, 413);
        }

        Position += length;
        if (value == 0)
        {
            _part = Part.Trailer;
            _trailerAt = Position;
            return null;
        }

        (_chunks ??= []).Add(new Chunk((int)value, Encoding.Latin1.GetString(line)));
        _left = (int)value;
        _part = Part.Data;
        return null;
    }

    private static bool IsExtension(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        return rest.IsEmpty || rest[0] == ';';
    }

    private Result? ReadData(ReadOnlySpan<byte> rest)
    {
        int count = Math.Min(_left, rest.Length);
        if (_body.Length - _bodyLength < count)
        {
            Array.Resize(ref _body, Math.Max(_bodyLength + count, _body.Length * 2));
        }

        rest[..count].CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += count;
        _left -= count;
        Position += count;
        if (_left > 0)
        {
            return Result.NeedsMore;
        }

        _part = Part.DataEnd;
        return null;
    }

    private Result? ReadDataEnd(ReadOnlySpan<byte> rest, long offset)
    {
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] == '\r'))
        {
            return Result.NeedsMore;
        }

        if (rest.StartsWith("\r\n"u8))
        {
            Position += 2;
        }
        else if (strictness == Strictness.Tolerant && rest[0] == '\n')
        {
            Position++;
        }
        else
        {
            return Refuse("the data of a chunk ends with CRLF", offset, 400);
        }

        _part = Part.Size;
        return null;
    }

    private Result? ReadTrailer(ReadOnlySpan<byte> rest, long offset)
    {
        if (!TryLine(rest, offset, out ReadOnlySpan<byte> line, out int length, out Result stop))
        {
            return stop;
        }

        Position += length;
        if (line.IsEmpty)
        {
            return Result.Complete;
        }

        return Position - _trailerAt > limits.MaxHead ? Refuse($"a trailer is at most {limits.MaxHead} bytes long", offset, 431) : null;
    }

    private bool TryLine(ReadOnlySpan<byte> rest, long offset, out ReadOnlySpan<byte> line, out int length, out Result stop)
    {
        line = default;
        length = rest.IndexOf((byte)'\n') + 1;
        stop = Result.NeedsMore;
        if (length == 0)
        {
            if (rest.Length > limits.MaxHead)
            {
                stop = Refuse($"a chunk's size line is at most {limits.MaxHead} bytes long", offset, 400);
            }

            return false;
        }

        bool crlf = length > 1 && rest[length - 2] == '\r';
        if (!crlf && strictness == Strictness.Strict)
        {
            Refuse("a line of a chunked body ends with CRLF, not with a bare LF", offset, 400);
        }

        line = rest[..(length - (crlf ? 2 : 1))];
        return true;
    }

    private Result Refuse(string rule, long offset, int status) =>
        strictness == Strictness.Strict ? throw new WireException(rule, offset, status) : Result.Broken;
}
