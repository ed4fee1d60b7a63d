using System.Buffers;
using System.Net;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What is remembered of one connection while it lasts. Used by one thread at a time.</summary>
/// <param name="address">Where the scale speaks from.</param>
/// <param name="kept">Where the connection is kept.</param>
internal sealed class ScaleConnection(IPAddress address, IKeptConnection kept) : IDisposable
{
    // An exchange that is kept with the next one: a once alone says nothing, and whoever asks for it over and over must
    // not fill the disk.
    private KeptExchange? _waiting;
    private int _repeats;

    public IPAddress Address { get; } = address;

    public IKeptConnection Kept { get; } = kept;

    /// <summary>The reply at hand, every byte of it.</summary>
    public ArrayBufferWriter<byte> Reply { get; } = new(1024);

    /// <summary>Where in <see cref="Reply"/> begins what the scale has not been sent yet.</summary>
    public int ReplyFrom { get; set; }

    /// <summary>Room for the body of the reply at hand.</summary>
    public ArrayBufferWriter<byte> Scratch { get; } = new(1024);

    /// <summary>The token last given on this connection.</summary>
    public string? Once { get; set; }

    /// <summary>The scale, once it has shown which it is.</summary>
    public string? Mac { get; set; }

    /// <summary>The line to the vendor, where requests are handed on to it; null until one is.</summary>
    public IVendorLine? Line { get; set; }

    /// <summary>Whether the conversation at hand is the vendor's; null where that has not shown on this connection.</summary>
    public bool? IsVendors { get; set; }

    /// <summary>Whether the vendor was sent the request at hand in vain, and may have taken it.</summary>
    public bool InDoubt { get; set; }

    /// <summary>Whether <c>100 Continue</c> was sent for the request at hand.</summary>
    public bool Continued { get; set; }

    /// <summary>Whether what came last was refused as no HTTP; the refusal is in <see cref="Reply"/>.</summary>
    public bool Refused { get; set; }

    /// <summary>Begins the reply to the request at hand, with the <c>100 Continue</c> that went out for it already: it belongs to what is kept.</summary>
    public void BeginReply()
    {
        Reply.ResetWrittenCount();
        if (Continued)
        {
            BuffersExtensions.Write(Reply, HttpRefusal.Continue);
        }

        ReplyFrom = Reply.WrittenCount;
    }

    /// <summary>Counts a request that is the very same as the one that waits, so that its bytes need not be kept again.</summary>
    /// <returns>False where another one waits, or none.</returns>
    public bool CountRepeat(ReadOnlySpan<byte> request)
    {
        if (_waiting is null || !_waiting.Request.Span.SequenceEqual(request))
        {
            return false;
        }

        _repeats++;
        return true;
    }

    /// <summary>Lets an exchange wait; returns the one that waited before.</summary>
    public KeptExchange? Wait(KeptExchange exchange)
    {
        KeptExchange? before = TakeWaiting();
        _waiting = exchange;
        return before;
    }

    /// <summary>
    /// Lets an exchange wait in the place of the very same request: that one is counted, and as the vendor gave another reply
    /// this time, it is the newer reply that the scale goes on with.
    /// </summary>
    /// <returns>The exchange of another request that waited before; null where there was none.</returns>
    public KeptExchange? WaitInstead(KeptExchange exchange)
    {
        if (!CountRepeat(exchange.Request.Span))
        {
            return Wait(exchange);
        }

        _waiting = exchange;
        return null;
    }

    /// <summary>The exchanges to keep with a turn: what waited, and this one.</summary>
    public IReadOnlyList<KeptExchange> WithWaiting(KeptExchange exchange)
    {
        KeptExchange? waiting = TakeWaiting();
        return waiting is null ? [exchange] : [waiting, exchange];
    }

    /// <summary>What still waits when the connection ends.</summary>
    public KeptExchange? TakeWaiting()
    {
        KeptExchange? waiting = _repeats == 0 ? _waiting : _waiting! with { Repeats = _repeats + 1 };
        _waiting = null;
        _repeats = 0;
        return waiting;
    }

    /// <inheritdoc/>
    public void Dispose() => Line?.Dispose();
}
