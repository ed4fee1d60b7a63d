using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What one turn of a conversation leaves to be kept. All of it is kept, or none.</summary>
public sealed record KeptTurn
{
    /// <summary>The exchanges, oldest first; none where there is nothing to keep, but something to learn.</summary>
    public IReadOnlyList<KeptExchange> Exchanges { get; init; } = [];

    /// <summary>What the last of the exchanges asked for (see <see cref="RequestKind"/>), where it was answered within a session; else null.</summary>
    public string? Kind { get; init; }

    /// <summary>The scale, once the conversation has shown which it is; else null.</summary>
    public string? Mac { get; init; }

    /// <summary>A session that was opened.</summary>
    public ScaleSession? Opened { get; init; }

    /// <summary>The session that the turn belongs to.</summary>
    public ScaleSession? Session { get; init; }

    /// <summary>The id of a session that the scale ended.</summary>
    public string? Closed { get; init; }

    /// <summary>What the scale measured.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>The scale's profile, where the turn taught something about it (its secret).</summary>
    public Profile? Learned { get; init; }

    /// <summary>The exchange as the vendor answered it, to be learned from, where it did; null where the reply is ours.</summary>
    public Exchange? Vendors { get; init; }

    /// <summary>The vendor answered otherwise than was learned: what was learned of it now is to be kept with this turn.</summary>
    public bool Drifted { get; init; }

    /// <summary>The vendor was sent the request before we answered it, and may have taken it.</summary>
    public bool InDoubt { get; init; }
}
