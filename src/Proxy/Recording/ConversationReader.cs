using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Recording;

/// <summary>
/// Makes exchanges of what passed on one connection, be it now or read from where it was kept; whatever it cannot make out
/// ends the recording of that connection. Not for use by several threads at once.
/// <para>
/// It holds a message until it is complete: at most a head and a body of the <see cref="WireLimits"/> for each direction,
/// and <see cref="ExchangeAssembler.MaxWaitingBytes"/> of requests, or replies, without their other half. All connections
/// together hold what the <see cref="RecordingRoom"/> has, and at most one slice of bytes for each beyond that.
/// </para>
/// </summary>
public sealed class ConversationReader
{
    private readonly IRecordedConversation _conversation;
    private readonly string _client;
    private readonly WireLimits _limits;
    private readonly RecordingRoom _room;
    private readonly RelayLog _log;

    // What the room was asked for.
    private long _held;

    // Null once the recording has ended; what it held is free then.
    private ExchangeAssembler? _assembler;

    /// <summary>Begins with a connection.</summary>
    /// <param name="conversation">Where exchanges go.</param>
    /// <param name="client">Whose connection it is, for the log.</param>
    /// <param name="limits">What a message may hold to be recorded.</param>
    /// <param name="room">What all connections may hold.</param>
    /// <param name="loggers">Where to say that a connection is no longer recorded, and why.</param>
    public ConversationReader(IRecordedConversation conversation, string client, WireLimits limits, RecordingRoom room, ILoggerFactory loggers)
        : this(conversation, client, limits, room, RelayLog.To(loggers))
    {
    }

    internal ConversationReader(IRecordedConversation conversation, string client, WireLimits limits, RecordingRoom room, RelayLog log)
    {
        _conversation = conversation;
        _client = client;
        _limits = limits;
        _room = room;
        _log = log;
        _assembler = new ExchangeAssembler(Strictness.Tolerant, limits);
    }

    private enum Source
    {
        Client,
        Server,
        ClientEnd,
        ServerEnd,
    }

    /// <summary>Whether no exchange is under way; null where nobody can say, as nothing is recorded any more.</summary>
    public bool? IsAtRest => _assembler?.IsAtRest;

    /// <summary>Takes what one side sent.</summary>
    /// <param name="kind">Requests, or replies.</param>
    /// <param name="bytes">They are copied.</param>
    /// <param name="at">When they came.</param>
    public void Feed(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at) =>
        Read(kind == MessageKind.Request ? Source.Client : Source.Server, bytes, at);

    /// <summary>Says that one side sends no more.</summary>
    /// <param name="kind">The side that sends requests, or the one that sends replies.</param>
    public void End(MessageKind kind) => Read(kind == MessageKind.Request ? Source.ClientEnd : Source.ServerEnd, default, default);

    /// <summary>Says that the connection is over: requests that are open are given out without a reply.</summary>
    public void End()
    {
        End(MessageKind.Request);
        End(MessageKind.Response);
        Stop();
    }

    /// <summary>The recording of the connection ends by a fault.</summary>
    internal void Fail(Exception fault)
    {
        if (_assembler is not null)
        {
            _log.RecordingFault(_client, fault);
            Stop();
        }
    }

    /// <summary>The recording of the connection ends.</summary>
    /// <param name="reason">Why, for people.</param>
    internal void GiveUp(string reason)
    {
        if (_assembler is not null)
        {
            _log.Unrecorded(_client, reason);
            Stop();
        }
    }

    /// <summary>The recording of the connection ends, as there is no room for it.</summary>
    internal void GiveUpForRoom() => GiveUp($"the messages of all connections that are not complete take more than {_room.Limit} bytes");

    private void Read(Source source, ReadOnlySpan<byte> bytes, DateTimeOffset at)
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
            Fail(e);
        }
    }

    private void HandOver(ExchangeAssembler assembler)
    {
        bool lost = assembler.IsSeeking;
        while (assembler.TryRead(out Exchange? exchange))
        {
            // What a limit cut off is no exchange; what the end of the connection cut off is all there ever was of it.
            bool cutOff = lost && (exchange.Request.Truncated || exchange.Response is { Truncated: true });
            if (!cutOff && !_conversation.TryTake(exchange))
            {
                GiveUp("it cannot be stored");
                return;
            }
        }

        if (lost)
        {
            GiveUp($"it is not HTTP, or a head is longer than {_limits.MaxHead} or a body longer than {_limits.MaxBody} bytes");
        }
        else if (!TryHold(assembler.Held))
        {
            GiveUpForRoom();
        }
    }

    private bool TryHold(long held)
    {
        if (held > _held && !_room.TryTake(held - _held))
        {
            return false;
        }

        if (held < _held)
        {
            _room.Give(_held - held);
        }

        _held = held;
        return true;
    }

    private void Stop()
    {
        if (_assembler is null)
        {
            return;
        }

        _assembler = null;
        _room.Give(_held);
        try
        {
            _conversation.End();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.RecordingFault(_client, e);
        }
    }
}
