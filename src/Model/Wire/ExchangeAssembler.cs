using System.Diagnostics.CodeAnalysis;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Makes exchanges of the two directions of one connection: requests and replies pair up by their order, and interim
/// replies belong to the exchange they precede.
/// <para>
/// No reply is given to a request it may not belong to. Where bytes of the client were lost, the requests seen before
/// still get their replies, for replies keep their order; where bytes of the server were lost, the requests that are
/// open are given out without one. Either way a reply that begins then, while no request is open, answers one that was
/// not seen, and pairing goes on with the next request.
/// </para>
/// </summary>
/// <param name="strictness">Strict or tolerant reading of both directions.</param>
/// <param name="limits">What to hold at most for each direction; null for <see cref="WireLimits.Default"/>.</param>
public sealed class ExchangeAssembler(Strictness strictness, WireLimits? limits = null)
{
    /// <summary>Requests, or replies, that may wait for their other half; beyond that the oldest is given up.</summary>
    public const int MaxWaiting = 1024;

    /// <summary>Bytes that requests, or replies, may hold while they wait; beyond that the oldest is given up.</summary>
    public const int MaxWaitingBytes = 32 * 1024 * 1024;

    private readonly WireReader _client = new(MessageKind.Request, strictness, limits);
    private readonly WireReader _server = new(MessageKind.Response, strictness, limits);

    // After Match one of the two is empty.
    private readonly Queue<Request> _requests = new();
    private readonly Queue<Reply> _replies = new();
    private readonly Queue<Exchange> _done = new();
    private readonly List<WireMessage> _interim = [];
    private long _waitingBytes;
    private DateTimeOffset _clientFrom;
    private DateTimeOffset _clientTo;
    private DateTimeOffset _serverTo;
    private bool _clientEnded;
    private bool _serverEnded;

    // Bytes were lost, and no request was seen since.
    private bool _lost;

    // The reply at hand began when no request was open that it could answer.
    private bool _orphanBegun;

    // What is still to come of the other direction for what was given up.
    private int _repliesToSkip;
    private int _requestsToSkip;

    private readonly record struct Request(WireMessage Message, DateTimeOffset From, DateTimeOffset To);

    private readonly record struct Reply(WireMessage Message, IReadOnlyList<WireMessage> Interim, DateTimeOffset To);

    /// <summary>Replies whose request was never seen.</summary>
    public int Orphans { get; private set; }

    /// <summary>Bytes held of messages that are not complete yet.</summary>
    public int Buffered => _client.Buffered + _server.Buffered;

    /// <summary>Bytes held of all messages: those, and the complete ones that wait for their other half, or for the final reply.</summary>
    public long Held
    {
        get
        {
            long held = Buffered + _waitingBytes;
            for (int i = 0; i < _interim.Count; i++)
            {
                held += _interim[i].Raw.Length;
            }

            return held;
        }
    }

    /// <summary>
    /// One of the directions is no HTTP, or went beyond the limits, and is searched for its next start line (tolerant
    /// reading only). For a live connection, where no bytes are missing, that is the end of what can be understood. A
    /// direction that has ended is searched no more.
    /// </summary>
    public bool IsSeeking => (!_clientEnded && _client.IsSeeking) || (!_serverEnded && _server.IsSeeking);

    /// <summary>No request is open, and nothing has begun: a connection may end here without cutting an exchange short.</summary>
    public bool IsAtRest => !_client.HasBegun && !_server.HasBegun && _requests.Count == 0 && _replies.Count == 0;

    // A reply that begins now answers a request that went down in a hole.
    private bool IsUnasked => _lost && _requests.Count == 0 && !_client.HasBegun;

    /// <summary>Takes what the client sent.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="at">When they were seen.</param>
    public void FeedClient(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (!_client.HasBegun)
        {
            _clientFrom = at;
        }

        _clientTo = at;
        _client.Feed(bytes);
        ReadRequests();
        Settle();
    }

    /// <summary>Takes what the server sent.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="at">When they were seen.</param>
    public void FeedServer(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        _serverTo = at;
        _server.Feed(bytes);
        ReadReplies();
        Settle();
    }

    /// <summary>Says that bytes of the client are missing here, be it those before a capture began.</summary>
    public void LoseClient()
    {
        _client.Lose();
        ReadRequests();
        GiveUpReplies();
        _requestsToSkip = 0;
        _lost = true;
        Settle();
    }

    /// <summary>Says that bytes of the server are missing here, be it those before a capture began.</summary>
    public void LoseServer()
    {
        _server.Lose();
        ReadReplies();
        GiveUpRequests();
        GiveUpReplies();
        _repliesToSkip = 0;
        _lost = true;
        Settle();
    }

    /// <summary>Says that the client sends no more: replies that wait for a request stay without one.</summary>
    public void EndClient()
    {
        _client.End();
        ReadRequests();
        _clientEnded = true;
        Settle();
    }

    /// <summary>Says that the server sends no more: requests that are open stay without a reply.</summary>
    public void EndServer()
    {
        _server.End();
        ReadReplies();
        _serverEnded = true;
        Settle();
    }

    /// <summary>Gives the next exchange that is complete, or can no longer become so.</summary>
    /// <param name="exchange">The exchange.</param>
    public bool TryRead([NotNullWhen(true)] out Exchange? exchange) => _done.TryDequeue(out exchange);

    private void ReadRequests()
    {
        while (_client.TryRead(out WireMessage? message))
        {
            var request = new Request(message, _clientFrom, _clientTo);
            _clientFrom = _clientTo;
            _lost = false;
            if (_requestsToSkip > 0)
            {
                _requestsToSkip--;
                Complete(request, null);
                continue;
            }

            while (_requests.Count > 0 && IsTooMuch(_requests.Count, message))
            {
                GiveUp(_requests.Dequeue());
                _repliesToSkip++;
            }

            _requests.Enqueue(request);
            _waitingBytes += message.Raw.Length;
            Match();
        }
    }

    private void ReadReplies()
    {
        while (true)
        {
            // Whether a reply has a body hangs on its request (RFC 9112 section 6.3).
            _server.ReplyToHead = _repliesToSkip == 0 && !_orphanBegun && _requests.TryPeek(out Request request) && request.Message.Method.SequenceEqual("HEAD"u8);
            if (!_server.TryRead(out WireMessage? message))
            {
                _orphanBegun = _server.HasBegun && (_orphanBegun || IsUnasked);
                return;
            }

            if (!message.IsInterim)
            {
                TakeReply(message);
            }
            else if (_interim.Count < MaxWaiting)
            {
                _interim.Add(message);
            }
        }
    }

    private void TakeReply(WireMessage message)
    {
        var reply = new Reply(message, TakeInterim(), _serverTo);
        bool skip = _repliesToSkip > 0;
        if (skip || _orphanBegun || IsUnasked)
        {
            _repliesToSkip -= skip ? 1 : 0;
            _orphanBegun = false;
            Orphans++;
            return;
        }

        while (_replies.Count > 0 && IsTooMuch(_replies.Count, message))
        {
            _waitingBytes -= _replies.Dequeue().Message.Raw.Length;
            _requestsToSkip++;
            Orphans++;
        }

        _replies.Enqueue(reply);
        _waitingBytes += message.Raw.Length;
        Match();
    }

    private bool IsTooMuch(int count, WireMessage next) => count == MaxWaiting || _waitingBytes + next.Raw.Length > MaxWaitingBytes;

    private void Match()
    {
        if (_requests.Count > 0 && _replies.Count > 0)
        {
            Request request = _requests.Dequeue();
            Reply reply = _replies.Dequeue();
            _waitingBytes -= request.Message.Raw.Length + reply.Message.Raw.Length;
            Complete(request, reply);
        }
    }

    private void Complete(Request request, Reply? reply) =>
        _done.Enqueue(new Exchange(request.Message, reply?.Interim ?? [], reply?.Message, request.From, reply?.To ?? request.To));

    // What an end leaves without its other half.
    private void Settle()
    {
        if (_serverEnded)
        {
            GiveUpRequests();
        }

        if (_clientEnded)
        {
            GiveUpReplies();
        }
    }

    private void GiveUpRequests()
    {
        while (_requests.TryDequeue(out Request request))
        {
            GiveUp(request);
        }

        _interim.Clear();
    }

    // The interim replies seen so far belong to the oldest request.
    private void GiveUp(Request request)
    {
        _waitingBytes -= request.Message.Raw.Length;
        _done.Enqueue(new Exchange(request.Message, TakeInterim(), null, request.From, request.To));
    }

    private WireMessage[] TakeInterim()
    {
        if (_interim.Count == 0)
        {
            return [];
        }

        WireMessage[] taken = [.. _interim];
        _interim.Clear();
        return taken;
    }

    private void GiveUpReplies()
    {
        Orphans += _replies.Count;
        while (_replies.TryDequeue(out Reply reply))
        {
            _waitingBytes -= reply.Message.Raw.Length;
        }
    }
}
