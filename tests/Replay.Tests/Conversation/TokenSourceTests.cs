using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests.Conversation;

public sealed class TokenSourceTests
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 31, 7, 30, 0, TimeSpan.Zero);

    [Fact]
    public void SessionIds_OfOneMoment_LieSideBySide_AndAreTheirOwn()
    {
        var tokens = new TokenSource();

        string[] atOnce = [.. Enumerable.Range(0, 1000).Select(_ => tokens.SessionId(s_begin))];

        atOnce.Should().OnlyHaveUniqueItems();
        atOnce.Select(static id => id[..13]).Distinct().Should().ContainSingle("they differ in their end alone").Which.Should().MatchRegex("^[1-9][0-9]{3}-697daf78$");
    }

    [Fact]
    public void SessionIds_WithinAMinute_InTheOrderOfTime()
    {
        var tokens = new TokenSource();
        // A turn of the numbers takes 72 s; it is to begin within the first.
        DateTimeOffset turn = Enumerable.Range(0, 9000).Select(i => s_begin.AddMilliseconds(8 * i)).First(at => tokens.SessionId(at).StartsWith("1000-", StringComparison.Ordinal));

        string[] ids = [.. Enumerable.Range(0, 7000).Select(i => tokens.SessionId(turn.AddMilliseconds(10 * i)))];

        ids.Should().BeInAscendingOrder(StringComparer.Ordinal);
    }
}
