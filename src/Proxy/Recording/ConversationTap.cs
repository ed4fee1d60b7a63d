using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// Takes the copy of one connection aside, and has exchanges made of it. What comes is kept before it goes on, and read
/// after that; whatever cannot be made out ends the recording of that connection, and nothing else.
/// <code>
///   client ──► Announce(bytes) ───── sent to the server ──► Settle() ──────────┐
///                    └──► Keep                                                 ├──► ConversationReader
///   server ──► AnnounceReply(bytes) ── sent to the client ──► FeedServer(bytes) ┘
///                    └──► Keep
/// </code>
/// A request is announced before it is sent, and read when there is time: when it has been sent, or, if the server is that
/// quick, before its reply is read. So requests are always read before what answers them, and never wait to be read.
/// </summary>
/// <param name="conversation">Where exchanges go.</param>
/// <param name="client">Whose connection it is, for the log.</param>
/// <param name="limits">What a message may hold to be recorded.</param>
/// <param name="room">What all connections may hold.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where to say that a connection is no longer recorded, and why.</param>
internal sealed class ConversationTap(IRecordedConversation conversation, string client, WireLimits limits, RecordingRoom room, TimeProvider clock, RelayLog log)
{
    private readonly Lock _lock = new();
    private readonly ConversationReader _reader = new(conversation, client, limits, room, log);
    private ReadOnlyMemory<byte> _announced;
    private DateTimeOffset _announcedAt;
    private DateTimeOffset _replyAt;
    private bool _replyUnderWay;

    /// <summary>Whether no exchange is under way; null where nobody can say, as nothing is recorded any more.</summary>
    public bool? IsAtRest
    {
        get
        {
            lock (_lock)
            {
                return _reader.IsAtRest is { } atRest ? atRest && _announced.IsEmpty : null;
            }
        }
    }

    /// <summary>Says what is about to be sent to the server; it must stay as it is until <see cref="Settle"/>.</summary>
    public void Announce(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _announcedAt = clock.GetUtcNow();
            Keep(MessageKind.Request, bytes.Span, _announcedAt);
            _announced = bytes;
        }
    }

    /// <summary>Says that what was announced has been sent, or will not be.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            ReadAnnounced();
        }
    }

    /// <summary>Says what is about to be sent to the client; <see cref="FeedServer"/> is to follow.</summary>
    public void AnnounceReply(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _replyAt = clock.GetUtcNow();
            Keep(MessageKind.Response, bytes, _replyAt);
            _replyUnderWay = true;
        }
    }

    /// <summary>Takes what the server sent, once it has been sent on.</summary>
    public void FeedServer(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            ReadAnnounced();
            _replyUnderWay = false;
            _reader.Feed(MessageKind.Response, bytes, _replyAt);
        }
    }

    /// <summary>Says that the client sends no more.</summary>
    public void EndClient()
    {
        lock (_lock)
        {
            _reader.End(MessageKind.Request);
        }
    }

    /// <summary>Says that the server sends no more.</summary>
    public void EndServer()
    {
        lock (_lock)
        {
            ReadAnnounced();
            _reader.End(MessageKind.Response);
        }
    }

    /// <summary>Says that the connection is over: requests that are open are given out without a reply.</summary>
    public void End()
    {
        lock (_lock)
        {
            ReadAnnounced();
            _reader.End();
        }
    }

    private void Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (_reader.IsAtRest is not { } atRest)
        {
            return;
        }

        try
        {
            conversation.Keep(kind, bytes, at, atRest && _announced.IsEmpty && !_replyUnderWay);
        }
#pragma warning disable CA1031 // Recording must not break what passes, whatever goes wrong in it; the fault is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _reader.Fail(e);
        }
    }

    private void ReadAnnounced()
    {
        if (!_announced.IsEmpty)
        {
            ReadOnlyMemory<byte> bytes = _announced;
            _announced = default;
            _reader.Feed(MessageKind.Request, bytes.Span, _announcedAt);
        }
    }
}
