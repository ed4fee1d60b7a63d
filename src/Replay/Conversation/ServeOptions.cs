using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>The limits and choices of <c>serve</c>.</summary>
public sealed record ServeOptions
{
    /// <summary>The owner's time zone, which scales are told.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>What a request may hold at most.</summary>
    public WireLimits Limits { get; init; } = WireLimits.Default;

    /// <summary>Connections at the same time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>How long a connection may be silent. A scale that is left with an open one makes a new one by itself.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long connections may go on when the process is told to end.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sessions remembered without asking the archive.</summary>
    public int MaxSessionsRemembered { get; init; } = 4096;

    /// <summary>Is told how long each reply took; null where nobody wants to know.</summary>
    public ReplyTimes? ReplyTimes { get; init; }
}
