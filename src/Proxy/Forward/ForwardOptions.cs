namespace ScaleProxy.Proxy.Forward;

/// <summary>The limits and choices of handing measurements on to the vendor.</summary>
public sealed record ForwardOptions
{
    /// <summary>Where the vendor is, <c>http</c> or <c>https</c>; null for the host that the scale itself asks for.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>One conversation for a scale begins no sooner after the one before.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait after failures in a row; it begins with <see cref="Interval"/> and doubles.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one address of the vendor may take to answer before the next is tried.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the vendor may take for a reply.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the vendor may take for its <c>100 Continue</c>; then the body is sent without, as libcurl does, which scales use.</summary>
    public TimeSpan ContinueTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a session that this program itself gave may take to be seen in its archive.</summary>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the outbox is looked into.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a turn to send is taken for; while something is sent it is taken again well before it is over.</summary>
    public TimeSpan TurnLength { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Requests in one conversation at most, those that begin and end it aside.</summary>
    public int MaxPerConversation { get; init; } = 200;

    /// <summary>How often something that may have reached the vendor, and then turned out not to, is sent at once before it lets others go first.</summary>
    public int MaxImmediateAttempts { get; init; } = 3;
}
