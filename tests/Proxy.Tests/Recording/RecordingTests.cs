using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Tests.Relay;

namespace ScaleProxy.Proxy.Tests.Recording;

/// <summary>The copy is taken aside: whatever becomes of it, what passes is not touched.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task Exchange_IsHandedOver_WhenItsReplyIsComplete()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        var taken = new TaskCompletionSource<Exchange>();
        relay.Recorder.Take = exchange => taken.TrySetResult(exchange);
        (End scale, End vendor) = await relay.JoinAsync();
        DateTimeOffset started = relay.Clock.GetUtcNow();

        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);
        relay.Clock.Move(TimeSpan.FromMilliseconds(250));
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);

        Exchange exchange = await taken.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Text.Of(exchange.Request.Raw).Should().Be(Http.Once);
        Text.Of(exchange.Response!.Raw).Should().Be(Http.Ok);
        exchange.StartedAt.Should().Be(started);
        exchange.CompletedAt.Should().Be(started.AddMilliseconds(250));
        relay.Recorder.Conversations[0].Client.Should().Be(scale.Socket.LocalEndPoint!.ToString());
        relay.Recorder.Conversations[0].Server.Should().Be(relay.Vendor.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecorderThatFails_EndsTheRecording_AndNothingElse(bool throws)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        relay.Recorder.Take = _ => throws ? throw new InvalidOperationException("a bug") : false;
        (End scale, End vendor) = await relay.JoinAsync();

        for (int i = 0; i < 3; i++)
        {
            await scale.SendAsync(Http.Once);
            await vendor.ExpectAsync(Http.Once);
            await vendor.SendAsync(Http.Ok);
            await scale.ExpectAsync(Http.Ok);
        }

        await relay.Recorder.Conversations[0].Ended;
        relay.Log.AtLeast(LogLevel.Information).Should().ContainSingle().Which.Should().Contain(throws ? "a bug" : "cannot be stored");
    }

    [Fact]
    public async Task RecorderThatCannotBegin_NothingIsRecorded_AndEverythingPasses()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        relay.Recorder.CanBegin = () => false;
        (End scale, End vendor) = await relay.JoinAsync();

        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);

        relay.Log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("the recorder is broken");
    }

    [Theory]
    [InlineData("Content-Length: 5000000")]
    [InlineData("Connection: close")]
    public async Task BodyBeyondTheLimit_Passes_AndEndsTheRecording(string framing)
    {
        const int Size = 5_000_000;
        await using RunningRelay relay = await RunningRelay.StartAsync((_, options) => options with { Limits = new WireLimits(MaxBody: 100_000) });
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);
        await vendor.SendAsync(Http.Ok);
        await scale.ExpectAsync(Http.Ok);
        byte[] body = new byte[Size];
        body.AsSpan().Fill((byte)'x');

        await scale.SendAsync("GET /firmware.bin HTTP/1.1\r\n\r\n");
        Task sending = Task.Run(async () =>
        {
            await vendor.SendAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n");
            await vendor.SendAsync(body);
            vendor.EndSending();
        });
        byte[] got = await scale.ReadToEndAsync();
        await sending;

        got.AsSpan(^Size..).SequenceEqual(body).Should().BeTrue();
        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle().Which.Response!.Body.Length.Should().Be(12);
        relay.Log.AtLeast(LogLevel.Information).Should().ContainSingle().Which.Should().Contain("100000 bytes");
    }

    [Fact]
    public async Task ReplyThatIsNoHttp_EndsTheRecording_AfterWhatWasWhole()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync();
        (End scale, End vendor) = await relay.JoinAsync();
        await scale.SendAsync(Http.Once);
        await vendor.ExpectAsync(Http.Once);

        await vendor.SendAsync(Http.Ok + "garbage\n\n");
        await scale.ExpectAsync(Http.Ok + "garbage\n\n");

        await relay.Recorder.Conversations[0].Ended;
        relay.Recorder.Conversations[0].Exchanges.Should().ContainSingle();
    }
}
