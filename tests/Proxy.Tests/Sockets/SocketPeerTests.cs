using System.Net.Sockets;
using FsCheck;
using FsCheck.Xunit;
using ScaleProxy.Proxy.Relay;
using ScaleProxy.Proxy.Sockets;
using ScaleProxy.Proxy.Tests.Tls;

namespace ScaleProxy.Proxy.Tests.Sockets;

/// <summary>A peer over a real socket does the same with our loop and with .NET's, where the system has no epoll.</summary>
public sealed class SocketPeerTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public static TheoryData<bool> Loops => [true, false];

    private CancellationToken Patience => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public void Linux_HasALoop() => (EpollLoop.Shared is not null).Should().Be(OperatingSystem.IsLinux());

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task WhatIsThereAlready_AndWhatComesLater_Received(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        await other.SendAsync("ab"u8.ToArray());
        (await ReceiveAsync(peer, 16)).Should().Equal("ab"u8.ToArray());

        // It gave less than it could, so the next one waits to be told.
        Task<byte[]> next = ReceiveAsync(peer, 16);
        next.IsCompleted.Should().BeFalse();
        await other.SendAsync("cde"u8.ToArray());

        (await next).Should().Equal("cde"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task MoreThanTheBufferHolds_ReceivedWithoutAnythingElseComing(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        await other.SendAsync("0123456789"u8.ToArray());
        await peer.WaitAsync(Patience);

        byte[] received = [.. await ReceiveAsync(peer, 4), .. await ReceiveAsync(peer, 4), .. await ReceiveAsync(peer, 2)];

        received.Should().Equal("0123456789"u8.ToArray());
        Task<byte[]> next = ReceiveAsync(peer, 4);
        next.IsCompleted.Should().BeFalse();
        other.Shutdown(SocketShutdown.Send);
        (await next).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task EndTogetherWithTheLastBytes_BothSeen(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task<byte[]> first = ReceiveAsync(peer, 16);
        await other.SendAsync("a"u8.ToArray());
        (await first).Should().Equal("a"u8.ToArray());

        await other.SendAsync("bc"u8.ToArray());
        other.Shutdown(SocketShutdown.Send);

        (await ReadToEndAsync(peer, 16)).Should().Equal("bc"u8.ToArray());
        (await ReceiveAsync(peer, 16)).Should().BeEmpty("an end is one for ever");
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task UrgentDataInBetween_WhatIsBehindItDoesNotWait(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        await other.SendAsync("ab"u8.ToArray());
        other.Send("!"u8, SocketFlags.OutOfBand);
        await other.SendAsync("cd"u8.ToArray());

        // A receive ends before the urgent byte, which is not among the others.
        var received = new List<byte>();
        while (received.Count < 4)
        {
            received.AddRange(await ReceiveAsync(peer, 16));
        }

        received.Should().Equal("abcd"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Reset_WhileItWaits_Lost(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task<byte[]> waiting = ReceiveAsync(peer, 16);

        other.Close(0);

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<IOException>()).Which.Message.Should().Contain("reset");
    }

    [Theory]
    [InlineData(true, "reset")]
    [InlineData(false, "reset")]
    [InlineData(true, "dispose")]
    [InlineData(false, "dispose")]
    public async Task ClosedHere_WhileItWaits_Lost_AndFromThenOn(bool ours, string how)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task<byte[]> waiting = ReceiveAsync(peer, 16);

        Action close = how == "reset" ? peer.Reset : peer.Dispose;
        close();
        close();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => ReceiveAsync(peer, 16)).Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => peer.SendAsync("x"u8.ToArray(), Patience).AsTask()).Should().ThrowAsync<IOException>();
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task ClosedInGoodOrder_WhileItWaits_TheOtherSideSeesAnEnd(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task<byte[]> waiting = ReceiveAsync(peer, 16);

        peer.Close();

        (await other.ReceiveAsync(new byte[16], Patience)).Should().Be(0);
        await Task.WhenAny(waiting).WaitAsync(Patience);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Cancelled_WhileItWaits_AndReceivesAgain(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        using var limit = new CancellationTokenSource();
        Task<int> waiting = peer.ReceiveAsync(new byte[16], limit.Token).AsTask();

        await limit.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => peer.ReceiveAsync(new byte[16], limit.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        await other.SendAsync("ab"u8.ToArray());
        (await ReceiveAsync(peer, 16)).Should().Equal("ab"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Wait_EndsWhenSomethingComes_AndTakesNothing(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task waiting = peer.WaitAsync(Patience).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await other.SendAsync("ab"u8.ToArray());
        await waiting;

        (await ReceiveAsync(peer, 16)).Should().Equal("ab"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task MoreThanTheOtherSideTakes_SendWaits_AndNothingIsLost(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        byte[] much = new byte[16 * 1024 * 1024];
        Random.Shared.NextBytes(much);

        Task sending = peer.SendAsync(much, Patience).AsTask();
        sending.IsCompleted.Should().BeFalse();
        byte[] received = new byte[much.Length];
        for (int length = 0; length < received.Length;)
        {
            length += await other.ReceiveAsync(received.AsMemory(length), Patience);
        }

        await sending;
        received.Should().Equal(much);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task ClosedHere_WhileASendWaits_Lost(bool ours)
    {
        using Joined joined = await JoinAsync(ours);
        (Socket other, SocketPeer peer) = joined;
        Task sending = peer.SendAsync(new byte[16 * 1024 * 1024], Patience).AsTask();

        peer.Reset();

        await FluentActions.Awaiting(() => sending).Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task LetGo_AnotherReceives()
    {
        Loopback pair = await Loopback.ConnectAsync();
        using var peer = new SocketPeer(pair.Server);
        await pair.Client.SendAsync("ab"u8.ToArray());
        (await ReceiveAsync(peer, 16)).Should().Equal("ab"u8.ToArray());

        peer.LetGo();

        await using var stream = new NetworkStream(pair.Server);
        await pair.Client.SendAsync("cd"u8.ToArray());
        byte[] buffer = new byte[2];
        await stream.ReadExactlyAsync(buffer, Patience);
        buffer.Should().Equal("cd"u8.ToArray());
        pair.Client.Dispose();
    }

    [Fact]
    public async Task ManyOneAfterTheOther_WithTheDescriptorsOfThoseBefore_EachItsOwn()
    {
        for (byte i = 0; i < 200; i++)
        {
            using Joined joined = await JoinAsync(ours: true);
        (Socket other, SocketPeer peer) = joined;
            Task<byte[]> first = ReceiveAsync(peer, 16);
            await other.SendAsync(new[] { i });
            (await first).Should().Equal(i);
            other.Dispose();
            (await ReceiveAsync(peer, 16)).Should().BeEmpty();
        }
    }

    [Property(MaxTest = 60)]
    public void AnySizes_EveryByteInOrder_AndTheEnd(NonEmptyArray<PositiveInt> sends, PositiveInt buffer)
    {
        byte[] all = [.. sends.Get.SelectMany((send, i) => Enumerable.Repeat((byte)i, send.Get % 5000))];

        byte[] received = PassAsync(sends.Get, 1 + (buffer.Get % 3000)).GetAwaiter().GetResult();

        received.Should().Equal(all);
    }

    private async Task<byte[]> PassAsync(PositiveInt[] sends, int buffer)
    {
        using Joined joined = await JoinAsync(ours: true);
        (Socket other, SocketPeer peer) = joined;
        Task<byte[]> receiving = ReadToEndAsync(peer, buffer);
        for (int i = 0; i < sends.Length; i++)
        {
            await other.SendAsync(Enumerable.Repeat((byte)i, sends[i].Get % 5000).ToArray(), Patience);
        }

        other.Shutdown(SocketShutdown.Send);
        return await receiving;
    }

    private static async Task<Joined> JoinAsync(bool ours)
    {
        Loopback pair = await Loopback.ConnectAsync();
        return new Joined(pair.Client, new SocketPeer(pair.Server, ours ? EpollLoop.Shared : null));
    }

    private async Task<byte[]> ReceiveAsync(SocketPeer peer, int most)
    {
        byte[] buffer = new byte[most];
        int count = await peer.ReceiveAsync(buffer, CancellationToken.None).AsTask().WaitAsync(Patience);
        return buffer[..count];
    }

    private async Task<byte[]> ReadToEndAsync(SocketPeer peer, int buffer)
    {
        var all = new List<byte>();
        byte[] some;
        while ((some = await ReceiveAsync(peer, buffer)).Length > 0)
        {
            all.AddRange(some);
        }

        return [.. all];
    }

    private sealed record Joined(Socket Other, SocketPeer Peer) : IDisposable
    {
        public void Dispose()
        {
            Other.Dispose();
            Peer.Dispose();
        }
    }
}
