using System.Diagnostics.CodeAnalysis;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// Makes exchanges of the two directions of one connection: requests and replies pair up by their order, and interim
/// replies belong to the exchange they precede. Where bytes were lost in either direction the order is no longer
/// known: what was open then is given out without a reply, and pairing begins anew.
/// </summary>
/// <param name="strictness">Strict or tolerant reading of both directions.</param>
/// <param name="limits">What to hold at most for each direction; null for <see cref="WireLimits.Default"/>.</param>
public sealed class ExchangeAssembler(Strictness strictness, WireLimits? limits = null)
{
    /// <summary>Requests, and replies, that may wait for their other half; beyond that the oldest is given up.</summary>
    public const int MaxWaiting = 1024;

    private readonly WireReader _client = new(MessageKind.Request, strictness, limits);
    private readonly WireReader _server = new(MessageKind.Response, strictness, limits);
    private readonly Queue<Seen> _requests = new();
    private readonly Queue<Seen> _replies = new();
    private readonly Queue<Exchange> _done = new();
    private readonly List<WireMessage> _interim = [];
    private DateTimeOffset _clientAt;
    private DateTimeOffset _serverAt;
    private bool _requestsLost;
    private bool _orphanAhead;

    private readonly record struct Seen(WireMessage Message, DateTimeOffset From, DateTimeOffset To);

    /// <summary>Replies whose request was never seen.</summary>
    public int Orphans { get; private set; }

    /// <summary>Bytes held of messages that are not complete yet.</summary>
    public int Buffered => _client.Buffered + _server.Buffered;

    /// <summary>Takes what the client sent.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="at">When they were seen.</param>
    public void FeedClient(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (_client.Buffered == 0)
        {
            _clientAt = at;
        }

        _client.Feed(bytes);
        ReadRequests(at);
        Pair();
    }

    /// <summary>Takes what the server sent.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="at">When they were seen.</param>
    public void FeedServer(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (_requestsLost && _requests.Count == 0 && !_client.HasBegun && !_server.HasBegun)
        {
            // The request that this reply answers went down in the hole.
            _orphanAhead = true;
        }

        _serverAt = at;
        _server.Feed(bytes);
        Pair();
    }

    /// <summary>Says that bytes of the client are missing here.</summary>
    public void LoseClient()
    {
        _client.Lose();
        ReadRequests(_clientAt);
        GiveUpWaiting();
        _requestsLost = true;
    }

    /// <summary>Says that bytes of the server are missing here.</summary>
    public void LoseServer()
    {
        _server.Lose();
        Pair();
        GiveUpWaiting();
    }

    /// <summary>Says that the client sends no more.</summary>
    public void EndClient()
    {
        _client.End();
        ReadRequests(_clientAt);
        Pair();
    }

    /// <summary>Says that the server sends no more: requests that are open stay without a reply.</summary>
    public void EndServer()
    {
        _server.End();
        Pair();
        GiveUpWaiting();
    }

    /// <summary>Gives the next exchange that is complete, or can no longer become so.</summary>
    /// <param name="exchange">The exchange.</param>
    public bool TryRead([NotNullWhen(true)] out Exchange? exchange) => _done.TryDequeue(out exchange);

    private void ReadRequests(DateTimeOffset to)
    {
        while (_client.TryRead(out WireMessage? request))
        {
            if (_requests.Count == MaxWaiting)
            {
                Seen oldest = _requests.Dequeue();
                _done.Enqueue(new Exchange(oldest.Message, [], null, oldest.From, oldest.To));
            }

            _requests.Enqueue(new Seen(request, _clientAt, to));
            _requestsLost = false;
            _orphanAhead &= _server.HasBegun;
            _clientAt = to;
        }
    }

    private void Pair()
    {
        Match();
        while (true)
        {
            // Whether a reply has a body hangs on its request (RFC 9112 section 6.3).
            _server.ReplyToHead = _requests.TryPeek(out Seen request) && request.Message.Method.SequenceEqual("HEAD"u8);
            if (!_server.TryRead(out WireMessage? reply))
            {
                return;
            }

            TakeReply(reply);
            Match();
        }
    }

    private void TakeReply(WireMessage reply)
    {
        if (reply.IsInterim)
        {
            if (_interim.Count < MaxWaiting)
            {
                _interim.Add(reply);
            }

            return;
        }

        if (_orphanAhead)
        {
            _orphanAhead = false;
            Orphans++;
            return;
        }

        if (_replies.Count == MaxWaiting)
        {
            _replies.Dequeue();
            Orphans++;
        }

        _replies.Enqueue(new Seen(reply, _serverAt, _serverAt));
    }

    private void Match()
    {
        while (_requests.Count > 0 && _replies.Count > 0)
        {
            Seen request = _requests.Dequeue();
            Seen reply = _replies.Dequeue();
            _done.Enqueue(new Exchange(request.Message, [.. _interim], reply.Message, request.From, reply.To));
            _interim.Clear();
        }
    }

    private void GiveUpWaiting()
    {
        Orphans += _replies.Count;
        _replies.Clear();
        while (_requests.TryDequeue(out Seen request))
        {
            _done.Enqueue(new Exchange(request.Message, [.. _interim], null, request.From, request.To));
            _interim.Clear();
        }

        _interim.Clear();
    }
}
