using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What one turn of a conversation leaves to be kept. All of it is kept, or none.</summary>
public sealed record KeptTurn
{
    /// <summary>The exchanges, oldest first.</summary>
    public IReadOnlyList<KeptExchange> Exchanges { get; init; } = [];

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
}
