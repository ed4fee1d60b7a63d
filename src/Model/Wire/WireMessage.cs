using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// One HTTP/1.1 message with its exact bytes. Everything else is a view of them: the head in its order and case, the
/// framing with each chunk, the body with the framing taken off.
/// </summary>
public sealed class WireMessage
{
    private readonly int _headLength;
    private readonly int _startLineLength;
    private readonly int _headersAt;
    private readonly int _trailersAt;

    internal WireMessage(MessageKind kind, ReadOnlyMemory<byte> raw, HeadShape head, ReadOnlyMemory<byte> body, IReadOnlyList<Chunk> chunks, int trailersAt, bool truncated)
    {
        Kind = kind;
        Raw = raw;
        _headLength = head.Length;
        _startLineLength = head.StartLineLength;
        _headersAt = head.HeadersAt;
        Framing = head.Framing;
        KeepsAlive = head.KeepsAlive;
        StatusCode = head.StatusCode;
        Body = body;
        Chunks = chunks;
        _trailersAt = trailersAt;
        Truncated = truncated;
    }

    /// <summary>Request or response.</summary>
    public MessageKind Kind { get; }

    /// <summary>Every byte of the message as it was sent: head, chunk lines, trailer and all.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The head through its empty line.</summary>
    public ReadOnlyMemory<byte> Head => Raw[.._headLength];

    /// <summary>The body with its framing taken off; what there is of it, where the message is <see cref="Truncated"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>How the end of the body was told.</summary>
    public Framing Framing { get; }

    /// <summary>The chunks in order, without the last one of size 0; empty for every other framing.</summary>
    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>The end of the message is missing: a cut or lossy capture (tolerant reading only).</summary>
    public bool Truncated { get; }

    /// <summary>The header lines in order and case.</summary>
    public HeaderList Headers => new(Raw[_headersAt.._headLength]);

    /// <summary>The lines behind the last chunk, in order and case; empty for every other framing.</summary>
    public HeaderList Trailers => new(Raw[_trailersAt..]);

    /// <summary>The first line without its end.</summary>
    public ReadOnlySpan<byte> StartLine => Raw.Span[.._startLineLength];

    /// <summary>The method of a request; empty for a response.</summary>
    public ReadOnlySpan<byte> Method => Kind == MessageKind.Request ? Word(0) : default;

    /// <summary>The target of a request as it was sent, with its query; empty for a response.</summary>
    public ReadOnlySpan<byte> Target => Kind == MessageKind.Request ? Word(1) : default;

    /// <summary>The status of a response, 100 to 999; 0 for a request.</summary>
    public int StatusCode { get; }

    /// <summary>A 1xx reply: another one follows it (RFC 9110 section 15.2).</summary>
    public bool IsInterim => StatusCode is >= 100 and < 200 and not 101;

    /// <summary>Whether the sender speaks HTTP/1.0, where connections close unless told otherwise.</summary>
    public bool IsHttp10 => (Kind == MessageKind.Request ? StartLine.EndsWith("HTTP/1.0"u8) : StartLine.StartsWith("HTTP/1.0"u8));

    /// <summary>
    /// Whether the connection stays open after this message, as far as its sender is concerned (RFC 9112 section 9.3);
    /// it cannot where closing is what ends the body.
    /// </summary>
    public bool KeepsAlive { get; }

    /// <summary>The target as text.</summary>
    public string TargetText => Encoding.Latin1.GetString(Target);

    private ReadOnlySpan<byte> Word(int index)
    {
        ReadOnlySpan<byte> rest = StartLine;
        for (int i = 0; ; i++)
        {
            int space = rest.IndexOf((byte)' ');
            if (i == index)
            {
                return space < 0 ? rest : rest[..space];
            }

            if (space < 0)
            {
                return default;
            }

            rest = rest[(space + 1)..];
        }
    }
}
