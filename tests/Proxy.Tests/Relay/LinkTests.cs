using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>The steps of a link: when it holds a buffer, and in which order bytes go on and are copied.</summary>
public sealed class LinkTests
{
    private const int BufferSize = 16 * 1024;

    [Fact]
    public async Task SmallBuffer_WaitsForWhatComes_AndALargeOneIsLentWhileThatIsMore()
    {
        using var from = new ScriptedPeer();
        using var to = new ScriptedPeer();
        Task run = new Link(from, to, new RequestPassage(null, null), BufferSize, new Watch()).RunAsync();
        string full = new('f', Link.SmallSize);
        string more = new('m', BufferSize);

        foreach ((string said, int buffer) in new[] { ("a", Link.SmallSize), (full, Link.SmallSize), (more, BufferSize), (full, BufferSize), ("b", BufferSize), ("c", Link.SmallSize) })
        {
            (await from.NextAsync()).Should().Be($"receive {buffer}");
            from.Say(said);
            (await to.NextAsync()).Should().Be("send " + said);
        }

        from.End();
        (await to.NextAsync()).Should().Be("end");
        await run;
    }

    [Fact]
    public async Task SideThatNeedsMemoryToReceive_IsAlwaysWaitedFor()
    {
        using var from = new ScriptedPeer(needsMemory: true);
        using var to = new ScriptedPeer();
        Task run = new Link(from, to, new RequestPassage(null, null), BufferSize, new Watch()).RunAsync();

        for (int i = 0; i < 2; i++)
        {
            (await from.NextAsync()).Should().Be("wait");
            from.Say("a");
            (await from.NextAsync()).Should().Be($"receive {Link.SmallSize}");
            (await to.NextAsync()).Should().Be("send a");
        }

        from.End();
        await run;
    }

    [Fact]
    public async Task Bytes_GoOn_OnceTheyHaveEntered()
    {
        using var from = new ScriptedPeer();
        using var to = new ScriptedPeer();
        var passage = new Passage(to);
        Task run = new Link(from, to, passage, BufferSize, new Watch()).RunAsync();

        from.Say("a");
        from.End();
        await run;

        passage.HadSomethingGoneOn.Should().BeFalse("what is kept of them is kept before");
        (await to.NextAsync()).Should().Be("send a");
    }

    [Fact]
    public async Task FaultOfOurs_BreaksBothSides()
    {
        using var from = new ScriptedPeer();
        using var to = new ScriptedPeer();
        var watch = new Watch();
        var link = new Link(from, to, new Faulty(), BufferSize, watch);

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
