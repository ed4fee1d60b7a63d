using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>The steps of a link: when it holds a buffer, and in which order bytes go on and are copied.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task SilentForLong_GivesItsBufferBack_AndTakesOneWhenSomethingComes()
    {
        using var from = new ScriptedPeer(canWithdraw: true);
        using var to = new ScriptedPeer(canWithdraw: true);
        var link = new Link(from, to, new RequestPassage(null, null), 1024, new Watch());
        Task run = link.RunAsync();
        (await from.NextAsync()).Should().Be("receive");

        link.GiveBuffer();

        (await from.NextAsync()).Should().Be("wait", "waiting needs no buffer");
        link.GiveBuffer();
        from.Say("a");
        (await from.NextAsync()).Should().Be("receive");
        (await to.NextAsync()).Should().Be("send a");
        (await from.NextAsync()).Should().Be("receive", "more may come soon");
        from.End();
        (await to.NextAsync()).Should().Be("end");
        await run;
    }

    [Fact]
    public async Task SideThatCannotBeWithdrawnFrom_IsAlwaysWaitedFor()
    {
        using var from = new ScriptedPeer(canWithdraw: false);
        using var to = new ScriptedPeer(canWithdraw: true);
        var link = new Link(from, to, new RequestPassage(null, null), 1024, new Watch());
        Task run = link.RunAsync();

        for (int i = 0; i < 2; i++)
        {
            (await from.NextAsync()).Should().Be("wait");
            from.Say("a");
            (await from.NextAsync()).Should().Be("receive");
            (await to.NextAsync()).Should().Be("send a");
        }

        from.End();
        await run;
    }

    [Fact]
    public async Task Bytes_GoOn_OnceTheyHaveEntered()
    {
        using var from = new ScriptedPeer(canWithdraw: true);
        using var to = new ScriptedPeer(canWithdraw: true);
        var passage = new Passage(to);
        Task run = new Link(from, to, passage, 1024, new Watch()).RunAsync();

        from.Say("a");
        from.End();
        await run;

        passage.HadSomethingGoneOn.Should().BeFalse("what is kept of them is kept before");
        (await to.NextAsync()).Should().Be("send a");
    }

    [Fact]
    public async Task FaultOfOurs_BreaksBothSides()
    {
        using var from = new ScriptedPeer(canWithdraw: true);
        using var to = new ScriptedPeer(canWithdraw: true);
        var watch = new Watch();
        var link = new Link(from, to, new Faulty(), 1024, watch);

        from.Say("a");

        await FluentActions.Awaiting(link.RunAsync).Should().ThrowAsync<InvalidOperationException>();
        watch.IsBroken.Should().BeTrue();
    }

    private sealed class Watch : ILinkWatch
    {
        public bool IsBroken { get; private set; }

        public void Received()
        {
        }

        public void Passed()
        {
        }

        public void Broken() => IsBroken = true;
    }

    private sealed class Passage(ScriptedPeer to) : IPassage
    {
        public bool? HadSomethingGoneOn { get; private set; }

        public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes)
        {
            HadSomethingGoneOn = to.HasNext;
            return bytes;
        }

        public ReadOnlyMemory<byte> End() => default;
    }

    private sealed class Faulty : IPassage
    {
        public ReadOnlyMemory<byte> Enter(ReadOnlyMemory<byte> bytes) => throw new InvalidOperationException("a bug");

        public ReadOnlyMemory<byte> End() => default;
    }
}
