using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What the vendor replied to a request that was handed on to it, or why it did not.</summary>
public sealed class RelayedReply
{
    private RelayedReply(WireMessage? message, ReadOnlyMemory<byte> forScale, string? failure, bool mayHaveArrived)
    {
        Message = message;
        ForScale = forScale;
        Failure = failure;
        MayHaveArrived = mayHaveArrived;
    }

    /// <summary>The reply as the vendor sent it; null where there is none.</summary>
    public WireMessage? Message { get; }

    /// <summary>The bytes for the scale: the very same ones, but for an offer of firmware.</summary>
    public ReadOnlyMemory<byte> ForScale { get; }

    /// <summary>Why there is no reply, for the owner; null where there is one.</summary>
    public string? Failure { get; }

    /// <summary>Whether the vendor may have taken the request.</summary>
    public bool MayHaveArrived { get; }

    /// <summary>A reply came.</summary>
    /// <param name="message">As the vendor sent it.</param>
    /// <param name="forScale">What the scale may get of it.</param>
    public static RelayedReply Of(WireMessage message, ReadOnlyMemory<byte> forScale) => new(message, forScale, null, true);

    /// <summary>None came.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="mayHaveArrived">Whether the vendor may have taken the request.</param>
    public static RelayedReply None(string failure, bool mayHaveArrived) => new(null, default, failure, mayHaveArrived);
}
