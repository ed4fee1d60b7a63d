namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>The time of day, as set; timers are left to the real one.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset January2026 = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
