using System.Diagnostics;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Follows the messages of one direction of a connection to know where each begins and ends. Unlike a
/// <see cref="WireReader"/> it holds no body, only a head that has not come whole yet, so what it costs does not depend on
/// what passes. It reads as tolerantly as the reader does, but does not look for a new beginning once it is lost.
/// </summary>
/// <param name="kind">Which kind of message the direction carries.</param>
/// <param name="limits">How long a head may be; null for <see cref="WireLimits.Default"/>.</param>
public sealed class MessageFollower(MessageKind kind, WireLimits? limits = null)
{
    private readonly ByteQueue _partial = new();
    private readonly HeadScan _scan = new(kind, Strictness.Tolerant, limits ?? WireLimits.Default);
    private readonly int _maxLine = (limits ?? WireLimits.Default).MaxHead;
    private State _state;
    private HeadShape _head;
    private long _left;
    private ChunkFollower _chunks;

    private enum State
    {
        Head,
        NoBody,
        Body,
        Chunks,
        UntilClose,
        Lost,
    }

    /// <summary>The response at hand, and the interim ones before it, answers a HEAD request: it has no body, whatever its head says.</summary>
    public bool ReplyToHead { get; set; }

    /// <summary>Some of a message has come, but not all of it.</summary>
    public bool HasBegun => _partial.Length > 0 || _state is not (State.Head or State.Lost);

    /// <summary>The status of the response whose head came last; 0 for a request.</summary>
    public int StatusCode => _head.StatusCode;

    /// <summary>How the end of the message at hand is told; its head must have come.</summary>
    public Framing Framing => _head.Framing;

    /// <summary>The length that the head at hand gives its body; 0 for every framing but <see cref="Framing.ContentLength"/>.</summary>
    public long ContentLength => _head.Framing == Framing.ContentLength ? _head.ContentLength : 0;

    /// <summary>Whether the body of the message at hand is in a coding of its own, as compressed ones are (Content-Encoding).</summary>
    public bool IsEncoded => _head.IsEncoded;

    /// <summary>Takes bytes up to the next thing that is worth knowing.</summary>
    /// <param name="bytes">What follows the bytes taken before.</param>
    /// <param name="consumed">How many of them were taken.</param>
    /// <param name="head">With <see cref="FollowStep.Head"/>, the head from its start line through its empty line; valid until the next call.</param>
    public FollowStep Read(ReadOnlySpan<byte> bytes, out int consumed, out ReadOnlySpan<byte> head)
    {
        head = default;
        consumed = 0;
        switch (_state)
        {
            case State.Head:
                return ReadHead(bytes, out consumed, out head);
            case State.NoBody:
                return Complete();
            case State.Body:
                consumed = (int)Math.Min(_left, bytes.Length);
                _left -= consumed;
                return _left == 0 ? Complete() : FollowStep.NeedsMore;
            case State.Chunks:
                FollowStep step = _chunks.Read(bytes, out consumed);
                return step == FollowStep.End ? Complete() : step == FollowStep.Lost ? Lose() : step;
            case State.UntilClose:
                consumed = bytes.Length;
                return FollowStep.NeedsMore;
            case State.Lost:
                return FollowStep.Lost;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Says that the stream is over, and whether that is the right end of what was begun.</summary>
    /// <returns><see cref="FollowStep.End"/> where closing ends the body at hand; else <see cref="FollowStep.NeedsMore"/>.</returns>
    public FollowStep End() => _state == State.UntilClose ? Complete() : FollowStep.NeedsMore;

    // Most heads come whole, and are read where they are; only of one that does not is a copy kept.
    private FollowStep ReadHead(ReadOnlySpan<byte> bytes, out int consumed, out ReadOnlySpan<byte> head)
    {
        int before = _partial.Length;
        if (before > 0)
        {
            _partial.Append(bytes);
        }

        ReadOnlySpan<byte> message = before > 0 ? _partial.Span : bytes;
        head = default;
        int skipped = 0;
        while (true)
        {
            switch (_scan.Read(message[skipped..], 0))
            {
                case HeadScan.Result.EmptyLine:
                    skipped += _scan.Length;
                    _scan.Begin();
                    break;
                case HeadScan.Result.Complete:
                    head = message[skipped..(skipped + _scan.Length)];
                    consumed = skipped + _scan.Length - before;
                    if (before > 0)
                    {
                        // What is dropped is lent to others.
                        head = head.ToArray();
                        _partial.Drop(_partial.Length);
                    }

                    return BeginBody(head);
                case HeadScan.Result.Broken:
                    consumed = 0;
                    return Lose();
                default:
                    KeepPartial(bytes, before, skipped);
                    consumed = bytes.Length;
                    return FollowStep.NeedsMore;
            }
        }
    }

    private void KeepPartial(ReadOnlySpan<byte> bytes, int before, int skipped)
    {
        if (before > 0)
        {
            _partial.Drop(skipped);
        }
        else
        {
            _partial.Append(bytes[skipped..]);
        }
    }

    private FollowStep BeginBody(ReadOnlySpan<byte> head)
    {
        _head = HeadParser.Parse(kind, Strictness.Tolerant, head, 0, ReplyToHead, _scan);
        switch (_head.Framing)
        {
            case Framing.ContentLength:
                _left = _head.ContentLength;
                _state = _left == 0 ? State.NoBody : State.Body;
                break;
            case Framing.Chunked:
                _chunks = new ChunkFollower(_maxLine);
                _state = State.Chunks;
                break;
            case Framing.UntilClose:
                _state = State.UntilClose;
                break;
            default:
                _state = State.NoBody;
                break;
        }

        return FollowStep.Head;
    }

    private FollowStep Complete()
    {
        ReplyToHead &= _head.StatusCode is >= 100 and < 200;
        _state = State.Head;
        _scan.Begin();
        return FollowStep.End;
    }

    private FollowStep Lose()
    {
        _state = State.Lost;
        _partial.Drop(_partial.Length);
        return FollowStep.Lost;
    }
}
