using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>What one side sends the other gets, as it comes, and as it ends.</summary>
public sealed class RelayTests
{
    private const int Much = 4 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RandomBytes_BothWaysAtOnce_ArriveAsTheyWere(bool allowFirmware)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { AllowFirmware = allowFirmware });
        (End scale, End vendor) = await relay.JoinAsync();
        byte[] up = Random(1);
        byte[] down = Random(2);

        Task sendUp = SendAllAsync(scale, up);
        Task sendDown = SendAllAsync(vendor, down);
        Task<byte[]> gotUp = vendor.ReadToEndAsync();
        Task<byte[]> gotDown = scale.ReadToEndAsync();
        await Task.WhenAll(sendUp, sendDown);

        (await gotUp).AsSpan().SequenceEqual(up).Should().BeTrue();
        (await gotDown).AsSpan().SequenceEqual(down).Should().BeTrue();
        relay.Log.AtLeast(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("not HTTP");
        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().BeEmpty();
    }

    [Fact]
    public async Task HalfAHead_PassesAtOnce()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();

        foreach (char letter in Http.Once)
        {
            await scale.SendAsync(letter.ToString());
            await vendor.ExpectAsync(letter.ToString());
        }

        foreach (char letter in Http.Ok)
        {
            await vendor.SendAsync(letter.ToString());
            await scale.ExpectAsync(letter.ToString());
        }
    }

    [Fact]
    public async Task VendorThatSpeaksFirst_IsHeard()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();

        await vendor.SendAsync("220 ready");

        await scale.ExpectAsync("220 ready");
    }

    [Fact]
    public async Task ConnectionPerRequest_EachIsRecorded()
    {
        const int Count = 50;
        await using RunningRelay relay = await RunningRelay.StartAsync();
        for (int i = 0; i < Count; i++)
        {
            (End scale, End vendor) = await relay.JoinAsync();
            await scale.SendAsync(Http.Once);
            await vendor.ExpectAsync(Http.Once);
            await vendor.SendAsync(Http.Ok);
            vendor.EndSending();
            Text.Of(await scale.ReadToEndAsync()).Should().Be(Http.Ok);
            scale.EndSending();
            (await vendor.ReadToEndAsync()).Should().BeEmpty();
            scale.Dispose();
            vendor.Dispose();
        }

        await relay.Server.StopAsync();
        relay.Recorder.Conversations.Should().HaveCount(Count);
        relay.Recorder.Conversations.Should().OnlyContain(conversation => conversation.Exchanges.Count == 1 && conversation.Ended.IsCompleted);
    }

    [Fact]
    public async Task ManyConnectionsAtOnce_DoNotDisturbEachOther()
    {
        const int Count = 1000;
        await using RunningRelay relay = await RunningRelay.StartAsync();
        var pairs = new List<(End Scale, End Vendor)>();
        for (int i = 0; i < Count; i++)
        {
            pairs.Add(await relay.JoinAsync());
        }

        await Task.WhenAll(pairs.Select(async pair =>
        {
            for (int i = 0; i < 3; i++)
            {
                await pair.Scale.SendAsync(Http.Once);
                await pair.Vendor.ExpectAsync(Http.Once);
                await pair.Vendor.SendAsync(Http.Ok);
                await pair.Scale.ExpectAsync(Http.Ok);
            }
        }));

        pairs.ForEach(pair => { pair.Scale.Dispose(); pair.Vendor.Dispose(); });
        await relay.Server.StopAsync();
        relay.Recorder.Conversations.Sum(conversation => conversation.Exchanges.Count).Should().Be(3 * Count);
        relay.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Fact]
    public async Task SlowReader_HoldsTheSenderBack()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync(receiveBuffer: 8 * 1024);
        vendor.Socket.SendBufferSize = 8 * 1024;
        vendor.Socket.Blocking = false;
        byte[] data = Random(3, 64 * 1024);

        // As much as goes while nobody reads; two turns in which nothing goes are the end of it.
        long sent = 0;
        for (int refused = 0; refused < 2;)
        {
            int count = vendor.Socket.Send(data, System.Net.Sockets.SocketFlags.None, out System.Net.Sockets.SocketError error);
            sent += Math.Max(0, count);
            if (error == System.Net.Sockets.SocketError.WouldBlock)
            {
                refused = vendor.Socket.Poll(TimeSpan.FromMilliseconds(300), System.Net.Sockets.SelectMode.SelectWrite) ? 0 : refused + 1;
            }

            sent.Should().BeLessThan(64 * 1024 * 1024, "somebody must stop it");
        }

        vendor.EndSending();
        (await scale.ReadToEndAsync()).LongLength.Should().Be(sent);
    }

    [Fact]
    public async Task SteadySender_LeavesTheThreadToOthers()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        (End other, End otherVendor) = await relay.JoinAsync();
        using var enough = new CancellationTokenSource();
        Task flood = Task.Run(async () =>
        {
            byte[] data = Random(4, 256 * 1024);
            while (!enough.IsCancellationRequested)
            {
                await vendor.SendAsync(data);
            }

            vendor.EndSending();
        });
        Task drain = scale.ReadToEndAsync();

        for (int i = 0; i < 100; i++)
        {
            await other.SendAsync(Http.Once);
            await otherVendor.ExpectAsync(Http.Once);
            await otherVendor.SendAsync(Http.Ok);
            await other.ExpectAsync(Http.Ok);
        }

        await enough.CancelAsync();
        await Task.WhenAll(flood, drain);
    }

    [Fact]
    public async Task ExpectContinue_PassesThrough()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        string request = Http.Post("maint", new string('x', 2000), headers: "Expect: 100-continue\r\n");
        string head = request[..^2000];

        await scale.SendAsync(head);
        await vendor.ExpectAsync(head);
        await vendor.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await scale.ExpectAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await scale.SendAsync(request[^2000..]);
        await vendor.ExpectAsync(request[^2000..]);
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);

        await relay.Server.StopAsync();
        Exchange exchange = relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which;
        exchange.Interim.Should().ContainSingle();
        Text.Of(exchange.Request.Raw).Should().Be(request);
        Text.Of(exchange.Response!.Raw).Should().Be(Http.Ok);
    }

    [Fact]
    public async Task FirmwareOffer_IsKeptFromTheScale_AndRecordedAsItWas()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        string offered = Firmware.Replies.Chunked(Firmware.Replies.Body(Firmware.Replies.Offer), 100);

        await scale.SendAsync(Http.Session);
        await vendor.ExpectAsync(Http.Session);
        await vendor.SendAsync(offered);
        await scale.ExpectAsync(Firmware.Replies.Chunked(Firmware.Replies.Body(), Firmware.Replies.Body().IndexOf("},\"ctp\"", StringComparison.Ordinal)));

        await relay.Server.StopAsync();
        Text.Of(relay.Recorder.Conversations[0].Exchanges[0].Response!.Raw).Should().Be(offered);
        relay.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("firmware");
    }

    [Fact]
    public async Task FirmwareOffer_WhereItIsAllowed_Passes()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { AllowFirmware = true });
        (End scale, End vendor) = await relay.JoinAsync();
        string offered = Firmware.Replies.Sized(Firmware.Replies.Body(Firmware.Replies.Offer));

        await scale.SendAsync(Http.Session);
        await vendor.ExpectAsync(Http.Session);
        await vendor.SendAsync(offered[..50]);
        await scale.ExpectAsync(offered[..50]);
        await vendor.SendAsync(offered[50..]);
        await scale.ExpectAsync(offered[50..]);
    }

    [Fact]
    public async Task HeldReply_BrokenOffByTheVendor_ArrivesAsItCame()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Session);
        await vendor.ExpectAsync(Http.Session);

        await vendor.SendAsync(Http.Ok[..^5]);
        vendor.EndSending();

        Text.Of(await scale.ReadToEndAsync()).Should().Be(Http.Ok[..^5]);
    }

    private static byte[] Random(int seed, int count = Much)
    {
        byte[] bytes = new byte[count];
#pragma warning disable CA5394 // Any bytes will do.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }

    private static async Task SendAllAsync(End end, byte[] bytes)
    {
        await end.SendAsync(bytes);
        end.EndSending();
    }
}
