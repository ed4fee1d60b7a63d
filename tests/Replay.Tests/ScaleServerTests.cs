using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests;

/// <summary>How connections behave, on a real socket.</summary>
public sealed class ScaleServerTests
{
    [Fact]
    public async Task WholeConversation_OnOneConnection()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();

        Answer once = await scale.SayAsync(Scale.Once);
        once.Raw.Should().Be(Vendor.OnceReply(once.Once, Serving.Date));
        Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(once.Once)));
        session.Raw.Should().Be(Vendor.SessionReply(session.SessionId, Serving.Date, Serving.Utc, Serving.Zone));
        (await scale.SayAsync(Scale.Measure(session.SessionId))).Raw.Should().Be(Vendor.Ok(Serving.Date));
        (await scale.SayAsync(Scale.Delete(session.SessionId))).Raw.Should().Be(Vendor.Ok(Serving.Date));
        server.Keeper.Measurements.Should().HaveCount(1);
    }

    [Fact]
    public async Task ConnectionForEachRequest()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string once = (await SayAloneAsync(server, Scale.Once)).Once;
        string id = (await SayAloneAsync(server, Scale.Session(Scale.Hash(once)))).SessionId;

        (await SayAloneAsync(server, Scale.Measure(id))).Status.Should().Be(JsonStatus.Ok);
        (await SayAloneAsync(server, Scale.Delete(id))).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task ByteByByte_IsTheSame()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        foreach (char letter in Scale.Once)
        {
            await scale.SendAsync(letter.ToString());
        }

        Answer once = await scale.ReadAsync();
        once.Raw.Should().Be(Vendor.OnceReply(once.Once, Serving.Date));
    }

    [Fact]
    public async Task Pipelined_AnsweredInOrder()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        string id = (await scale.BeginAsync()).SessionId;

        await scale.SendAsync(Scale.Associate(id) + Scale.Measure(id) + Scale.Measure("1-2-3") + "GET / HTTP/1.1\r\n\r\n" + Scale.Once + Scale.Delete(id));

        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Blind(Serving.Date));
        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Ok(Serving.Date));
        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Status(501, Serving.Date));
        (await scale.ReadAsync()).Message.StatusCode.Should().Be(404);
        (await scale.ReadAsync()).Once.Should().NotBeEmpty();
        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public async Task NoByteOfTheReply_BeforeTheWeightIsOnDisk()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        string id = (await scale.BeginAsync()).SessionId;
        var disk = new TaskCompletionSource();
        server.Keeper.Slow = disk;

        await scale.SendAsync(Scale.Measure(id));
        Task<Answer> reply = scale.ReadAsync();
        await Task.WhenAny(reply, server.Keeper.HandedOver.Task);
        // Another connection has been served meanwhile, so what this one had to send would be there.
        using ScaleSocket other = await server.ConnectAsync();
        await other.SayAsync(Scale.Once);

        reply.IsCompleted.Should().BeFalse();
        disk.SetResult();
        (await reply).Raw.Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public async Task Expect_IsAnsweredBeforeTheBody_AndKept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        string id = (await scale.BeginAsync()).SessionId;
        string form = Scale.MaintForm(id, Scale.Secret);

        Answer interim = await scale.SayAsync(Scale.Head("maint", form.Length, "Expect: 100-continue\r\n"));
        interim.Raw.Should().Be("HTTP/1.1 100 Continue\r\n\r\n");
        (await scale.SayAsync(form)).Raw.Should().Be(Vendor.Ok(Serving.Date));
        // It was for that request only.
        (await scale.SayAsync("GET / HTTP/1.1\r\n\r\n")).Raw.Should().StartWith("HTTP/1.1 404 ");
        (await scale.SayAsync(Scale.Delete(id))).Raw.Should().Be(Vendor.Ok(Serving.Date));

        server.Keeper.Exchanges.Select(exchange => Text.Of(exchange.Response)).TakeLast(2).Should()
            .Equal("HTTP/1.1 100 Continue\r\n\r\n" + Vendor.Ok(Serving.Date), Vendor.Ok(Serving.Date));
    }

    [Fact]
    public async Task ExpectOfWhatNobodyAnswers_404AsAWhole()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket client = await server.ConnectAsync();

        (await client.SayAsync("PUT /x HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")).Message.StatusCode.Should().Be(100);
        (await client.SayAsync("ab")).Raw.Should().Be("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }

    [Theory]
    [InlineData("HTTP/1.1", true)]
    [InlineData("HTTP/1.0", false)]
    public async Task ExpectNeedsNoAnswer_WhereTheBodyCameAlong_OrTheScaleSpeaksHttp10(string version, bool bodyAlong)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();
        string head = Scale.Head("v9/telemetry", 10, "Expect: 100-continue\r\n", version);

        await scale.SendAsync(bodyAlong ? head + "action=get" : head);
        if (!bodyAlong)
        {
            await scale.SendAsync("action=get");
        }

        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public async Task PartOfTheBodyAlong_NoContinue()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();

        await scale.SendAsync(Scale.Head("v9/telemetry", 10, "Expect: 100-continue\r\n") + "action");
        await scale.SendAsync("=get");

        (await scale.ReadAsync()).Raw.Should().Be(Vendor.Ok(Serving.Date));
    }

    [Theory]
    [InlineData("HTTP/1.1", "Connection: close\r\n")]
    [InlineData("HTTP/1.0", "")]
    public async Task ConnectionThatIsToClose_Closes(string version, string header)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ScaleSocket scale = await server.ConnectAsync();

        await scale.SendAsync(Scale.Post("v9/telemetry", "action=get", header, version));

        (await scale.ReadToEndAsync()).Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public async Task ReplyLearnedUntilClose_EndsWithTheConnection()
    {
        string request = Scale.Post("v2/x", $"action=get&macaddress={Scale.Mac}");
        string learned = "HTTP/1.1 200 OK\r\nDate: " + Vendor.LearnedDate + "\r\n\r\n{\"status\":0,\"body\":{\"updatetime\":1}}";
        await using RunningServer server = await RunningServer.StartAsync(null, Vendor.Learn([.. Vendor.Conversation, (request, learned)]));
        using ScaleSocket scale = await server.ConnectAsync();
        await scale.SendAsync(request);

        (await scale.ReadToEndAsync()).Should().Be("HTTP/1.1 200 OK\r\nDate: " + Serving.Date + "\r\n\r\n{\"status\":0,\"body\":{\"updatetime\":1402300800}}");
    }

    [Theory]
    [InlineData("NONSENSE\r\n\r\n", 400)]
    [InlineData("POST /cgi-bin/once HTTP/1.1\nHost: x\n\n", 400)]
    [InlineData("POST /cgi-bin/once HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400)]
    [InlineData("POST /cgi-bin/once HTTP/1.1\r\nContent-Length: 10000\r\n\r\n", 413)]
    [InlineData("POST /cgi-bin/once HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501)]
    [InlineData("POST /cgi-bin/once HTTP/2.0\r\n\r\n", 505)]
    public async Task MalformedRequest_RefusedClosedAndKeptRaw(string bytes, int status)
    {
        var limits = new ServeOptions { TimeZone = TimeZoneInfo.Utc, Limits = new WireLimits(1024, 4096) };
        RunningServer server = await RunningServer.StartAsync(limits);
        using ScaleSocket sender = await server.ConnectAsync();
        Answer once = await sender.SayAsync(Scale.Once);

        await sender.SendAsync(bytes);
        string reply = await sender.ReadToEndAsync();

        reply.Should().StartWith($"HTTP/1.1 {status} ").And.EndWith("\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").And.NotContain("Service Unavailable");
        await server.DisposeAsync();
        server.Keeper.Requests.Should().Equal(Scale.Once, bytes);
        server.Keeper.Exchanges.Select(exchange => Text.Of(exchange.Response)).Should().Equal(once.Raw, reply);
        server.Log.AtLeast(LogLevel.Warning).Should().BeEmpty("what a sender does wrong is logged low");
        server.Log.Of(LogLevel.Information).Should().ContainSingle(line => line.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddressIsToldWithItsPort()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        server.Address.Address.Should().Be(IPAddress.Loopback);
        server.Address.Port.Should().BePositive();
        ConnectionServer.AuthorityOf("http://0.0.0.0:80").Should().Be("0.0.0.0:80", "scales call on the very port that addresses leave out");
        ConnectionServer.AuthorityOf("http://[::]:80").Should().Be("[::]:80");
    }

    [Fact]
    public async Task PortInUse_SaysSo()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var second = new ScaleServer(server.Address, new MemoryKeeper(Vendor.Known), Serving.Options, server.Clock, server.Log);

        await second.Invoking(it => it.StartAsync(CancellationToken.None)).Should().ThrowAsync<IOException>();
    }

    private static async Task<Answer> SayAloneAsync(RunningServer server, string request)
    {
        using ScaleSocket scale = await server.ConnectAsync();
        return await scale.SayAsync(request);
    }
}
