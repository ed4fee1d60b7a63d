using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Reads the HTTP/1.1 messages of one direction of a connection out of bytes in any split. It does no I/O: bytes go in
/// by <see cref="Feed"/>, messages come out by <see cref="TryRead"/>, and the same bytes give the same messages however
/// they were cut. Every byte is looked at a constant number of times, so the cost is linear in the bytes, and what is
/// held is bounded by the <see cref="WireLimits"/>.
/// <code>
///        ┌────────────────────────────── next message ─────────────────────────────┐
///        ▼                                                                         │
///   Head ──┬── None ───────────────────────────────────────────────────────────────┤
///    ▲     ├── ContentLength ── Body ──────────────────────────────────────────────┤
///    │     ├── Chunked ── Chunks ──────────────────────────────────────────────────┤
///    │     └── UntilClose ── End() ────────────────────────────────────────────────┘
///   Seek ◄── Lose(), or what the tolerant reading cannot make out
/// </code>
/// </summary>
/// <param name="kind">Which kind of message the direction carries.</param>
/// <param name="strictness">Strict for live connections, tolerant for captures.</param>
/// <param name="limits">What to hold at most; null for <see cref="WireLimits.Default"/>.</param>
public sealed class WireReader(MessageKind kind, Strictness strictness, WireLimits? limits = null)
{
    private readonly WireLimits _limits = limits ?? WireLimits.Default;
    private readonly ByteQueue _bytes = new();
    private readonly HeadScan _scan = new(kind, strictness, limits ?? WireLimits.Default);

    // Most connections need neither: the requests of a scale are not chunked, and nothing of them is lost.
    private ChunkedBody? _chunked;
    private StartLineSearch? _search;
    private State _state = State.Head;
    private HeadShape _head;
    private bool _ended;
    private WireMessage? _cutShort;

    private enum State
    {
        Head,
        Body,
        Chunks,
        UntilClose,
        Seek,
    }

    /// <summary>Bytes fed that belong to no message read yet.</summary>
    public int Buffered => _bytes.Length;

    /// <summary>The bytes fed that belong to no message read yet; valid until the next call.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.Span;

    /// <summary>
    /// What came last could not be made out, or was more than the limits allow, and the next start line is being sought
    /// (tolerant reading only).
    /// </summary>
    public bool IsSeeking => _state == State.Seek;

    /// <summary>Some of a message has come, but not all of it.</summary>
    internal bool HasBegun => _state != State.Seek && _bytes.Length > 0;

    /// <summary>
    /// The head of the message at hand is complete and asks for <c>100 Continue</c> before it sends its body, of which
    /// nothing has come (RFC 9110 section 10.1.1). True only after <see cref="TryRead"/> has returned false.
    /// </summary>
    public bool AwaitsContinue =>
        _state is State.Body or State.Chunks && _head.ExpectsContinue && _bytes.Length == _head.Length;

    /// <summary>
    /// The next response, and the interim ones before it, answers a HEAD request: it has no body, whatever its head
    /// says. It goes back to false with that response, or when bytes are lost.
    /// </summary>
    public bool ReplyToHead { get; set; }

    /// <summary>Takes further bytes of the stream.</summary>
    /// <param name="bytes">They are copied.</param>
    public void Feed(ReadOnlySpan<byte> bytes) => _bytes.Append(bytes);

    /// <summary>Says that the stream is over: a body until close is complete, anything else begun is cut short.</summary>
    public void End() => _ended = true;

    /// <summary>
    /// Says that bytes are missing here. What was begun is given out as truncated, and the next start line is sought.
    /// Messages that are complete must have been read before.
    /// </summary>
    public void Lose()
    {
        if (_state != State.Seek)
        {
            _cutShort ??= CutShort(_bytes.Length);
        }

        _bytes.Drop(_bytes.Length);
        ReplyToHead = false;
        Restart(State.Seek);
    }

    /// <summary>Gives the next complete message.</summary>
    /// <param name="message">The message, holding a copy of its own bytes.</param>
    /// <returns>False where more bytes are needed.</returns>
    /// <exception cref="WireException">A rule was broken, in the strict reading. The reader is of no use afterwards.</exception>
    public bool TryRead([NotNullWhen(true)] out WireMessage? message)
    {
        (message, _cutShort) = (_cutShort, null);
        while (message is null && Step(out message))
        {
        }

        message ??= _ended ? AtEnd() : null;
        return message is not null;
    }

    // One move of the machine; false where it needs more bytes.
    private bool Step(out WireMessage? message)
    {
        message = null;
        switch (_state)
        {
            case State.Head:
                return ReadHead(out message);
            case State.Body:
                return ReadBody(out message);
            case State.Chunks:
                return ReadChunks(out message);
            case State.UntilClose:
                return _bytes.Length - _head.Length > _limits.MaxBody && BodyTooLong(out message);
            case State.Seek:
                return Seek();
            default:
                throw new UnreachableException();
        }
    }

    private bool ReadHead(out WireMessage? message)
    {
        message = null;
        switch (_scan.Read(_bytes.Span, _bytes.Offset))
        {
            case HeadScan.Result.Complete:
                return BeginBody(out message);
            case HeadScan.Result.EmptyLine:
                _bytes.Drop(_scan.Length);
                Restart(State.Head);
                return true;
            case HeadScan.Result.Broken:
                message = CutShort(Math.Min(_bytes.Length, _limits.MaxHead));
                Restart(State.Seek);
                return true;
            default:
                return false;
        }
    }

    private bool BeginBody(out WireMessage? message)
    {
        message = null;
        _head = HeadParser.Parse(kind, strictness, _bytes.Span[.._scan.Length], _bytes.Offset, ReplyToHead, _scan);
        ReplyToHead &= _head.StatusCode is >= 100 and < 200;
        switch (_head.Framing)
        {
            case Framing.ContentLength:
                _state = State.Body;
                return true;
            case Framing.Chunked:
                (_chunked ??= new ChunkedBody(strictness, _limits)).Begin(_head.Length);
                _state = State.Chunks;
                return true;
            case Framing.UntilClose:
                _state = State.UntilClose;
                return true;
            default:
                message = Take(_head.Length, truncated: false);
                return true;
        }
    }

    private bool ReadBody(out WireMessage? message)
    {
        message = null;
        if (_head.ContentLength > _limits.MaxBody)
        {
            return (strictness == Strictness.Strict || _bytes.Length - _head.Length >= _limits.MaxBody) && BodyTooLong(out message);
        }

        if (_bytes.Length - _head.Length < _head.ContentLength)
        {
            return false;
        }

        message = Take(_head.Length + (int)_head.ContentLength, truncated: false);
        return true;
    }

    private bool ReadChunks(out WireMessage? message)
    {
        message = null;
        switch (_chunked!.Read(_bytes.Span, _bytes.Offset))
        {
            case ChunkedBody.Result.Complete:
                message = Take(_chunked.Position, truncated: false);
                return true;
            case ChunkedBody.Result.Broken:
                message = Take(_chunked.Position, truncated: true);
                Restart(State.Seek);
                return true;
            default:
                return false;
        }
    }

    private bool Seek()
    {
        bool found = (_search ??= new StartLineSearch(kind, _limits.MaxHead)).TryFind(_bytes);
        if (found)
        {
            Restart(State.Head);
        }

        return found;
    }

    private bool BodyTooLong(out WireMessage? message)
    {
        if (strictness == Strictness.Strict)
        {
            throw new WireException($"a body is at most {_limits.MaxBody} bytes long", _bytes.Offset + _head.Length, 413);
        }

        message = Take(_head.Length + _limits.MaxBody, truncated: true);
        Restart(State.Seek);
        return true;
    }

    private WireMessage? AtEnd()
    {
        if (_state == State.UntilClose)
        {
            return Take(_bytes.Length, truncated: false);
        }

        if (_bytes.Length == 0 || _state == State.Seek)
        {
            return null;
        }

        if (strictness == Strictness.Strict)
        {
            throw new WireException("the stream ended in the middle of a message", _bytes.Offset + _bytes.Length);
        }

        WireMessage? cut = CutShort(_bytes.Length);
        _bytes.Drop(_bytes.Length);
        Restart(State.Seek);
        return cut;
    }

    // What is there of a message whose end will not come; null where not even its start line is there.
    private WireMessage? CutShort(int length)
    {
        if (_state == State.Head)
        {
            ReadOnlySpan<byte> head = _bytes.Span[..length];
            int lf = head.IndexOf((byte)'\n');
            if (lf < 0 || !HeadParser.IsStartLine(kind, head[..lf].TrimEnd((byte)'\r')))
            {
                return null;
            }

            _head = HeadParser.Parse(kind, Strictness.Tolerant, head, _bytes.Offset, ReplyToHead) with { Framing = Framing.None };
            ReplyToHead = false;
        }

        return Take(length, truncated: true);
    }

    private WireMessage Take(int length, bool truncated)
    {
        // Every byte of it is written below.
        byte[] raw = GC.AllocateUninitializedArray<byte>(length);
        _bytes.Span[..length].CopyTo(raw);
        _bytes.Drop(length);
        WireMessage message = _head.Framing == Framing.Chunked ? TakeChunked(raw, truncated) : new WireMessage(kind, raw, _head, raw.AsMemory(_head.Length), [], length, truncated);
        Restart(State.Head);
        return message;
    }

    private WireMessage TakeChunked(byte[] raw, bool truncated)
    {
        ChunkList chunks = _chunked!.ChunksIn(raw);
        return new WireMessage(kind, raw, _head, chunks.Data(_chunked.BodyLength), chunks, Math.Min(_chunked.TrailersAt, raw.Length), truncated);
    }

    private void Restart(State state)
    {
        _state = state;
        _scan.Begin();
        _search?.Begin();
    }
}
