using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Firmware;

/// <summary>
/// Keeps offers of firmware from the scale, and changes nothing else: bytes of both directions go in, in any split, and what
/// may pass comes out.
/// <code>
///   requests ──► which endpoint? ──► the line of what is to be answered
///                                                 │
///   replies  ──► begins ─┬── no offer possible ───┼──► passes at once, half a head and all
///                        └── offer possible ──────┴──► held until complete ──► mended, or as it came
/// </code>
/// Bytes must pass at once, so a reply is held only where it may hold an offer: to an endpoint of the scale's other than
/// <c>once</c>, <c>measure</c>, <c>maint</c>, <c>association</c> and the like, which comes down to <c>session</c> and what nobody
/// knows yet. It is held up to <see cref="MaxHeld"/>; a longer one passes as it is, with a warning: a scale aborts at
/// <see cref="ScaleLimits.SessionBody"/> bytes anyway. A reply that breaks off passes as it came, and so does everything
/// that is not HTTP. The two directions may call it at once.
/// </summary>
/// <param name="client">Whose connection it is, for the log.</param>
/// <param name="log">Where to tell what was offered.</param>
internal sealed class FirmwareGuard(string client, RelayLog log)
{
    /// <summary>Bytes of a reply that are held at most, its head included.</summary>
    public const int MaxHeld = 64 * 1024;

    /// <summary>Requests that may wait for their reply at most; beyond that replies are no longer told apart, and pass.</summary>
    public const int MaxWaiting = 1024;

    private readonly Lock _lock = new();
    private readonly MessageFollower _requests = new(MessageKind.Request);
    private readonly MessageFollower _replies = new(MessageKind.Response);
    private readonly Queue<Asked> _asked = new();
    private readonly Sluice _sluice = new();
    private bool _requestsLost;
    private bool _repliesLost;
    private bool _inReply;
    private bool _unasked;
    private bool _holding;

    // Requests that were answered before their head was complete.
    private int _answered;

    [Flags]
    private enum Asked
    {
        Nothing = 0,
        Head = 1,
        Tunnel = 2,
        MayOffer = 4,
    }

    /// <summary>Offers may pass: nothing is held, and exchanges are told apart all the same.</summary>
    public bool LetsOffersPass { get; init; }

    /// <summary>No exchange is under way; null where nobody can say, as what passes is no HTTP that can be followed.</summary>
    public bool? IsAtRest
    {
        get
        {
            lock (_lock)
            {
                return _requestsLost || _repliesLost ? null : !_inReply && _asked.Count == 0 && !_requests.HasBegun;
            }
        }
    }

    /// <summary>Looks at what the client sends. It must come before the server can answer.</summary>
    public void Request(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            while (!bytes.IsEmpty && !_requestsLost)
            {
                FollowStep step = _requests.Read(bytes, out int consumed, out ReadOnlySpan<byte> head);
                if (step == FollowStep.Head)
                {
                    Ask(head);
                    // A message without a body ends with its head.
                    step = _requests.Read(default, out _, out _);
                }

                _requestsLost |= step == FollowStep.Lost;
                bytes = bytes[consumed..];
            }
        }
    }

    /// <summary>Takes what the server sent.</summary>
    /// <returns>What the client gets now, maybe nothing; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Reply(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _sluice.Begin(bytes);
            ReadOnlySpan<byte> rest = bytes.Span;
            while (!rest.IsEmpty)
            {
                if (!_inReply && !BeginReply())
                {
                    _sluice.Pass(rest.Length);
                    break;
                }

                rest = rest[ReadOn(rest)..];
            }

            return _sluice.Passed;
        }
    }

    /// <summary>Says that the server sends no more.</summary>
    /// <returns>What the client gets still, maybe nothing.</returns>
    public ReadOnlyMemory<byte> End()
    {
        lock (_lock)
        {
            _sluice.Begin(default);
            if (_inReply && _replies.End() == FollowStep.End)
            {
                EndReply();
            }

            _sluice.Release();
            return _sluice.Passed;
        }
    }

    private void Ask(ReadOnlySpan<byte> head)
    {
        if (_answered > 0)
        {
            _answered--;
            return;
        }

        if (_asked.Count == MaxWaiting)
        {
            _requestsLost = true;
            log.Unguarded(client, "more requests wait for a reply than are remembered");
            return;
        }

        ReadOnlySpan<byte> line = head[..head.IndexOf((byte)'\n')];
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> method = line[..space];
        ReadOnlySpan<byte> target = line[(space + 1)..];
        target = target[..target.IndexOf((byte)' ')];
        Asked asked = !LetsOffersPass && OfferingEndpoint.Is(target) ? Asked.MayOffer : Asked.Nothing;
        asked |= method.SequenceEqual("HEAD"u8) ? Asked.Head : method.SequenceEqual("CONNECT"u8) ? Asked.Tunnel : Asked.Nothing;
        _asked.Enqueue(asked);
    }

    // False where replies can no longer be told apart.
    private bool BeginReply()
    {
        _unasked = !_asked.TryPeek(out Asked asked);
        _repliesLost |= _unasked && _requestsLost;
        if (_repliesLost)
        {
            return false;
        }

        _replies.ReplyToHead = asked.HasFlag(Asked.Head);
        _holding = asked.HasFlag(Asked.MayOffer);
        _inReply = true;
        return true;
    }

    private int ReadOn(ReadOnlySpan<byte> bytes)
    {
        FollowStep step = _replies.Read(bytes, out int consumed, out _);
        if (_holding)
        {
            _sluice.Hold(consumed);
        }
        else
        {
            _sluice.Pass(consumed);
        }

        if (step == FollowStep.Head)
        {
            ReadHead();
            step = _inReply ? _replies.Read(default, out _, out _) : FollowStep.NeedsMore;
        }

        if (_holding && _sluice.HeldCount > MaxHeld)
        {
            LetPass("it is longer than what is held back");
        }

        if (step == FollowStep.End)
        {
            EndReply();
        }
        else if (step == FollowStep.Lost)
        {
            LoseReplies();
        }

        return consumed;
    }

    private void ReadHead()
    {
        bool tunnel = _replies.StatusCode == 101
            || (_replies.StatusCode is >= 200 and < 300 && _asked.TryPeek(out Asked asked) && asked.HasFlag(Asked.Tunnel));
        if (tunnel)
        {
            LoseReplies();
        }
        else if (_holding && _replies.ContentLength > MaxHeld)
        {
            LetPass("it is longer than what is held back");
        }
        else if (_holding && _replies.IsEncoded)
        {
            LetPass("it is compressed");
        }
    }

    private void LetPass(string reason)
    {
        log.Unguarded(client, reason);
        _sluice.Release();
        _holding = false;
    }

    // From here on everything passes.
    private void LoseReplies()
    {
        _sluice.Release();
        _repliesLost = true;
        _inReply = false;
        _holding = false;
    }

    private void EndReply()
    {
        _inReply = false;
        bool interim = _replies.StatusCode is >= 100 and < 200;
        if (_holding && !interim)
        {
            Mend();
        }

        _sluice.Release();
        _holding = false;
        if (interim)
        {
            return;
        }

        if (!_unasked)
        {
            _asked.Dequeue();
        }
        else if (_requests.HasBegun)
        {
            _answered++;
        }
    }

    private void Mend()
    {
        // Most replies offer nothing, and need not be taken apart to see that. A chunk may end in the middle of a name.
        if (_replies.Framing != Framing.Chunked && !FirmwareOffer.MayBeIn(_sluice.Held))
        {
            return;
        }

        var reader = new WireReader(MessageKind.Response, Strictness.Tolerant, new WireLimits(MaxHeld, MaxHeld));
        reader.Feed(_sluice.Held);
        reader.End();
        if (!reader.TryRead(out WireMessage? reply) || reply.Truncated)
        {
            log.Unguarded(client, "its framing is broken");
            return;
        }

        if (MendedReply.Of(reply) is { } mended)
        {
            // Empty lines before it belong to no message.
            _sluice.Replace([.. _sluice.Held[..^reply.Raw.Length], .. mended.Bytes.Span]);
            log.FirmwareOffered(client, mended.Address, mended.Checksum);
        }
    }
}
