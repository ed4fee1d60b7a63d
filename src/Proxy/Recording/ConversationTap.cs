using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// Takes the copy of one connection aside, and makes exchanges of it. Both directions feed it, each after the bytes have
/// gone on; whatever it cannot make out ends the recording of that connection, and nothing else.
/// <code>
///   client ──► Announce(bytes) ── sent to the server ──► Settle() ──┐
///                                                                   ├──► exchanges ──► TryTake
///   server ──► sent to the client ──────────────► FeedServer(bytes) ┘
/// </code>
/// A request is announced before it is sent, and read when there is time: when it has been sent, or, if the server is that
/// quick, before its reply is read. So requests are always read before what answers them, and never wait to be read.
/// <para>
/// It holds a message until it is complete: at most a head and a body of the <see cref="WireLimits"/> for each direction,
/// and <see cref="ExchangeAssembler.MaxWaitingBytes"/> of requests, or replies, without their other half.
/// </para>
/// </summary>
/// <param name="conversation">Where exchanges go.</param>
/// <param name="client">Whose connection it is, for the log.</param>
/// <param name="limits">What a message may hold to be recorded.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where to say that a connection is no longer recorded, and why.</param>
internal sealed class ConversationTap(IRecordedConversation conversation, string client, WireLimits limits, TimeProvider clock, RelayLog log)
{
    private readonly Lock _lock = new();

    // Null once the recording has ended; what it held is free then.
    private ExchangeAssembler? _assembler = new(Strictness.Tolerant, limits);
    private ReadOnlyMemory<byte> _announced;
    private DateTimeOffset _announcedAt;

    private enum Source
    {
        Client,
        Server,
        ClientEnd,
        ServerEnd,
    }

    /// <summary>Whether no exchange is under way; null where nobody can say, as nothing is recorded any more.</summary>
    public bool? IsAtRest
    {
        get
        {
            lock (_lock)
            {
                return _assembler is { } assembler ? assembler.IsAtRest && _announced.IsEmpty : null;
            }
        }
    }

    /// <summary>Says what is about to be sent to the server; it must stay as it is until <see cref="Settle"/>.</summary>
    public void Announce(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _announced = bytes;
            _announcedAt = clock.GetUtcNow();
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

    /// <summary>Takes what the server sent.</summary>
    public void FeedServer(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            ReadAnnounced();
            Feed(Source.Server, bytes, clock.GetUtcNow());
        }
    }

    /// <summary>Says that the client sends no more.</summary>
    public void EndClient()
    {
        lock (_lock)
        {
            Feed(Source.ClientEnd, default, default);
        }
    }

    /// <summary>Says that the server sends no more.</summary>
    public void EndServer()
    {
        lock (_lock)
        {
            ReadAnnounced();
            Feed(Source.ServerEnd, default, default);
        }
    }

    /// <summary>Says that the connection is over: requests that are open are given out without a reply.</summary>
    public void End()
    {
        lock (_lock)
        {
            ReadAnnounced();
            Feed(Source.ClientEnd, default, default);
            Feed(Source.ServerEnd, default, default);
            Stop();
        }
    }

    private void ReadAnnounced()
    {
        if (!_announced.IsEmpty)
        {
            ReadOnlyMemory<byte> bytes = _announced;
            _announced = default;
            Feed(Source.Client, bytes.Span, _announcedAt);
        }
    }

    private void Feed(Source source, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        if (_assembler is not { } assembler)
        {
            return;
        }

        try
        {
            switch (source)
            {
                case Source.Client:
                    assembler.FeedClient(bytes, at);
                    break;
                case Source.Server:
                    assembler.FeedServer(bytes, at);
                    break;
                case Source.ClientEnd:
                    assembler.EndClient();
                    break;
                default:
                    assembler.EndServer();
                    break;
            }

            HandOver(assembler);
        }
        catch (WireException e)
        {
            GiveUp(e.Message);
        }
#pragma warning disable CA1031 // Recording must not break what passes, whatever goes wrong in it; the fault is logged whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.RecordingFault(client, e);
            Stop();
        }
    }

    private void HandOver(ExchangeAssembler assembler)
    {
        bool lost = assembler.IsSeeking;
        while (assembler.TryRead(out Exchange? exchange))
        {
            // What a limit cut off is no exchange; what the end of the connection cut off is all there ever was of it.
            bool cutOff = lost && (exchange.Request.Truncated || exchange.Response is { Truncated: true });
            if (!cutOff && !conversation.TryTake(exchange))
            {
                GiveUp("it cannot be stored");
                return;
            }
        }

        if (lost)
        {
            GiveUp($"it is not HTTP, or a head is longer than {limits.MaxHead} or a body longer than {limits.MaxBody} bytes");
        }
    }

    private void GiveUp(string reason)
    {
        log.Unrecorded(client, reason);
        Stop();
    }

    private void Stop()
    {
        if (_assembler is null)
        {
            return;
        }

        _assembler = null;
        _announced = default;
        try
        {
            conversation.End();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.RecordingFault(client, e);
        }
    }
}
