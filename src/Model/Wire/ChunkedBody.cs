using System.Buffers.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>Takes a chunked body apart (RFC 9112 section 7.1), as far as the bytes go.</summary>
internal sealed class ChunkedBody(Strictness strictness, WireLimits limits)
{
    private readonly List<ChunkList.Place> _chunks = [];
    private Part _part;
    private int _left;
    private int _searched;
    private int _headLength;

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

    /// <summary>Where in the message the trailer begins; beyond its end, where it was not reached.</summary>
    public int TrailersAt { get; private set; }

    public void Begin(int headLength)
    {
        Position = headLength;
        TrailersAt = int.MaxValue;
        _headLength = headLength;
        _searched = 0;
        _part = Part.Size;
        BodyLength = 0;
        _chunks.Clear();
    }

    /// <summary>Bytes of data read, without what frames them.</summary>
    public int BodyLength { get; private set; }

    /// <summary>The chunks so far, without the last one of size 0.</summary>
    /// <param name="message">The message from its first byte, at least as far as it was read.</param>
    public ChunkList ChunksIn(ReadOnlyMemory<byte> message) => new(message, [.. _chunks]);

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
        if (!TryLine(rest, limits.MaxHead, offset, 400, out ReadOnlySpan<byte> line, out int length, out Result stop))
        {
            return stop;
        }

        int digits = line.IndexOfAny(" \t;"u8);
        ReadOnlySpan<byte> size = digits < 0 ? line : line[..digits];
        // Sixteen hexadecimal digits are more than any limit, and do not overflow yet.
        if (size.Length is 0 or > 16 || !Utf8Parser.TryParse(size, out ulong value, out int used, 'x') || used != size.Length)
        {
            return Refuse("a chunk begins with its size in hexadecimal", offset, 400);
        }

        if (strictness == Strictness.Strict && !IsExtension(line[size.Length..]))
        {
            return Refuse("only an extension follows a chunk's size, behind a semicolon, and without CR or NUL", offset, 400);
        }

        if (value > (ulong)(limits.MaxBody - BodyLength))
        {
            return Refuse($"a body is at most {limits.MaxBody} bytes long", offset, 413);
        }

        // A body of tiny chunks with long extensions would otherwise be held many times over.
        if ((long)Position + length - _headLength - BodyLength > (long)limits.MaxHead + limits.MaxBody)
        {
            return Refuse("the lines that frame a chunked body are longer together than the longest body", offset, 413);
        }

        int lineAt = Position;
        Position += length;
        if (value == 0)
        {
            _part = Part.Trailer;
            TrailersAt = Position;
            return null;
        }

        _chunks.Add(new ChunkList.Place(lineAt, line.Length, Position, (int)value));
        _left = (int)value;
        _part = Part.Data;
        return null;
    }

    // chunk-ext of RFC 9112 section 7.1.1, as far as two readers could differ about it.
    private static bool IsExtension(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || (rest.TrimStart(" \t"u8).StartsWith(";"u8) && !rest.ContainsAny((byte)'\r', (byte)'\0'));

    private Result? ReadData(ReadOnlySpan<byte> rest)
    {
        int count = Math.Min(_left, rest.Length);
        BodyLength += count;
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
        if (!TryLine(rest, TrailersAt + limits.MaxHead - Position, offset, 431, out ReadOnlySpan<byte> line, out int length, out Result stop))
        {
            return stop;
        }

        if (strictness == Strictness.Strict && !line.IsEmpty)
        {
            HeadParser.RequireField(line, offset);
        }

        Position += length;
        return line.IsEmpty ? Result.Complete : null;
    }

    // What was searched for a line end is not searched again when more comes.
    private bool TryLine(ReadOnlySpan<byte> rest, int longest, long offset, int status, out ReadOnlySpan<byte> line, out int length, out Result stop)
    {
        line = default;
        int lf = rest[_searched..].IndexOf((byte)'\n');
        length = _searched = lf < 0 ? rest.Length : _searched + lf + 1;
        stop = length > longest
            ? Refuse($"a chunk's size line, and a trailer, are at most {limits.MaxHead} bytes long", offset, status)
            : Result.NeedsMore;
        if (lf < 0 || stop == Result.Broken)
        {
            return false;
        }

        _searched = 0;
        line = rest[..(length - 1)];
        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }
        else if (strictness == Strictness.Strict)
        {
            Refuse("a line of a chunked body ends with CRLF, not with a bare LF", offset + length - 1, 400);
        }

        return true;
    }

    private Result Refuse(string rule, long offset, int status) =>
        strictness == Strictness.Strict ? throw new WireException(rule, offset, status) : Result.Broken;
}
