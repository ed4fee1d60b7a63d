using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Replay.Tests.Simulation.Calling;

/// <summary>The simulated scale on a real socket: it takes what a real one takes, and says what it does not.</summary>
public sealed class SimulatedScaleTests
{
    private static readonly MeasuredValue s_weight = new(MeasureType.Weight, 64_250, -3);
    private static readonly ScalePlan s_weighIn = new() { Weights = [s_weight] };

    public static TheoryData<SimulatedModel, string, int> Ways { get; } = WaysOf();

    [Fact]
    public async Task ServedByItsProfile_IsContent_AndItsWeightArchived()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var steps = new List<ScaleStep>();

        await ScaleOf(server, SimulatedModel.Ws30, steps.Add).CallAsync(server.Address, s_weighIn, CancellationToken.None);

        Measurement measurement = server.Keeper.Measurements.Should().ContainSingle().Subject;
        measurement.Values.Should().Equal(s_weight);
        measurement.TakenAt.Should().Be(Serving.Utc);
        measurement.UserIds.Should().Equal(7654321);
        steps.Select(step => step.Kind).Should().Equal(RequestKind.OnceGet, RequestKind.SessionNew, RequestKind.MeasureStore, RequestKind.SessionDelete);
        steps[1].Understood.Should().Contain("ZöE, TOM").And.Contain("2014-06-09 10:00:00", "it is summer in Paris");
        steps[2].Understood.Should().Be("ZöE: 64.25 kg");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EveryModelInEveryWay_IsContentWithServe(SimulatedModel model, string way, int weighings)
    {
        await using RunningServer server = await RunningServer.StartAsync();

        await ScaleOf(server, model).CallAsync(server.Address, PlanOf(way), CancellationToken.None);

        server.Keeper.Measurements.Count(measurement => measurement.Find(MeasureType.Weight) is not null).Should().Be(weighings);
        server.Keeper.Measurements.Count(measurement => measurement.Find(35) is not null).Should().Be(model == SimulatedModel.Ws50 ? 1 : 0);
    }

    [Fact]
    public async Task WhatItTells_HoldsNoToken()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var steps = new List<ScaleStep>();

        await ScaleOf(server, SimulatedModel.Ws50, steps.Add).CallAsync(server.Address, PlanOf("everything"), CancellationToken.None);

        string told = string.Join('\n', steps);
        foreach (string secret in new[] { Scale.Secret, Vendor.Once, "190573" }.Concat(server.Keeper.Turns.Select(turn => turn.Session?.Id).OfType<string>()))
        {
            told.Should().NotContain(secret);
        }

        told.Should().Contain("shows a code of 6 characters");
    }

    [Fact]
    public async Task WrongHash_IsRefused_AndNothingHandedOn()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        Func<Task> call = () => ScaleOf(server, SimulatedModel.Ws30).CallAsync(server.Address, s_weighIn with { WrongHash = true }, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message
            .Should().Be($"'session new' to {server.Address}: it was answered with status 100: the scale's address and secret are not those that are known there");
        server.Keeper.Measurements.Should().BeEmpty();
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { Vendor.Sized("""{"status":601}"""), "status 601, and a scale takes 0" },
        { Vendor.OnceReply().Replace("200 OK", "500 Oh", StringComparison.Ordinal), "HTTP 500" },
        { Vendor.Sized("hello"), "not JSON" },
        { Vendor.Sized("{}"), "has no status" },
        { Vendor.Sized("""{"body":{"once":"a"},"status":0}"""), "does not begin with its status" },
        { Vendor.Sized("""{"status":0,"body":{}}"""), "'body.once' is not there" },
        { Vendor.OnceReply(new string('a', 32)), "longer than 31" },
        { "HTTP/1.1 200 OK\r\n\r\n" + """{"status":0,"body":{"once":"a"}}""", "neither a Content-Length nor chunks" },
        { Vendor.Sized("""{"status":0,"body":{"once":"a"},"x":"LONG"}""".Replace("LONG", new string('x', 1800), StringComparison.Ordinal)), "1799 at most" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", "closed before the reply was whole" },
        { Vendor.OnceReply() + "more", "4 bytes follow the reply" },
        { "", "closed without a reply" },
        { "SSH-2.0-x\r\n\r\n", "no HTTP" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task ReplyThatNoScaleTakes_IsRefused_WithoutShowingWhatItHolds(string reply, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, reply);

        Func<Task> call = () => Alone().CallAsync((IPEndPoint)listener.LocalEndpoint, s_weighIn, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message
            .Should().StartWith($"'once get' to {listener.LocalEndpoint}: ").And.Contain(reason).And.NotContain(Vendor.Once);
        await serving;
    }

    [Fact]
    public async Task NobodyThere_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        Func<Task> call = () => Alone().CallAsync(address, s_weighIn, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Be($"'once get' to {address}: nobody listens there");
    }

    [Fact]
    public async Task Name_IsResolved()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        await ScaleOf(server, SimulatedModel.Ws30).CallAsync(new DnsEndPoint("localhost", server.Address.Port), s_weighIn, CancellationToken.None);

        server.Keeper.Measurements.Should().ContainSingle();
    }

    [Fact]
    public async Task NameThatNobodyHas_SaysSo()
    {
        Func<Task> call = () => Alone().CallAsync(new DnsEndPoint("nobody.invalid", 80), s_weighIn, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message.Should().StartWith("'once get' to nobody.invalid:80: ");
    }

    [Fact]
    public async Task Silence_IsEndedByPatience()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Func<Task> call = () => Alone().CallAsync((IPEndPoint)listener.LocalEndpoint, s_weighIn with { Patience = TimeSpan.FromMilliseconds(200) }, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Contain("no whole reply within 0.2 s");
    }

    [Fact]
    public async Task Ended_IsNoComplaint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = new CancellationTokenSource();

        Task call = Alone().CallAsync((IPEndPoint)listener.LocalEndpoint, s_weighIn, end.Token);
        using Socket scale = await listener.AcceptSocketAsync();
        await end.CancelAsync();

        await call.Invoking(async task => await task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task ConnectionThatTheReplyCloses_IsNotUsedAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, Vendor.OnceReply().Replace("Server: Apache\r\n", "Connection: close\r\n", StringComparison.Ordinal));

        Task call = Alone().CallAsync((IPEndPoint)listener.LocalEndpoint, s_weighIn, CancellationToken.None);
        await serving;
        using Socket second = await listener.AcceptSocketAsync();
        byte[] request = new byte[4096];
        int count = await second.ReceiveAsync(request);
        second.Dispose();

        Text.Of(request.AsMemory(0, count)).Should().StartWith("POST /cgi-bin/session ");
        (await call.Invoking(async task => await task).Should().ThrowAsync<SimulationException>()).Which.Message.Should().StartWith("'session new' to");
    }

    [Fact]
    public async Task UploadThatIsRefusedBeforeItsBody_IsJudgedByThatReply()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, Vendor.OnceReply(), Vendor.SessionReply(), "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");

        Func<Task> call = () => Alone().CallAsync((IPEndPoint)listener.LocalEndpoint, s_weighIn with { Maintenance = true }, CancellationToken.None);

        (await call.Should().ThrowAsync<SimulationException>()).Which.Message.Should().StartWith("'maint store' to").And.Contain("HTTP 417");
        await serving;
    }

    internal static ScalePlan PlanOf(string way) => way switch
    {
        "one" => new ScalePlan(),
        "nobody" => new ScalePlan { People = 0 },
        "several people" => new ScalePlan { People = 3 },
        "queue" => new ScalePlan { Queued = ScalePlan.MaxQueued },
        "upload" => new ScalePlan { Maintenance = true },
        "association" => new ScalePlan { Associate = true },
        "fresh connections" => new ScalePlan { FreshConnections = true, Maintenance = true },
        _ => new ScalePlan { People = 2, Queued = 3, Maintenance = true, Associate = true, FreshConnections = true, Weights = [s_weight] },
    };

    private static TheoryData<SimulatedModel, string, int> WaysOf()
    {
        var ways = new TheoryData<SimulatedModel, string, int>();
        foreach (SimulatedModel model in Enum.GetValues<SimulatedModel>())
        {
            ways.Add(model, "one", 1);
            ways.Add(model, "nobody", 0);
            ways.Add(model, "several people", 3);
            ways.Add(model, "queue", 17);
            ways.Add(model, "upload", 1);
            ways.Add(model, "association", 1);
            ways.Add(model, "fresh connections", 1);
            ways.Add(model, "everything", 5);
        }

        return ways;
    }

    private static SimulatedScale Alone() => new(new ScaleIdentity(Scale.Mac, Scale.Secret), TimeProvider.System);

    private static SimulatedScale ScaleOf(RunningServer server, SimulatedModel model, Action<ScaleStep>? tell = null) =>
        new(new ScaleIdentity(Scale.Mac, Scale.Secret, model), server.Clock, tell);

    // Answers one request with each reply, and says no more then.
    private static async Task AnswerOnceAsync(TcpListener listener, params string[] replies)
    {
        using Socket scale = await listener.AcceptSocketAsync();
        byte[] request = new byte[4096];
        var requests = new WireReader(MessageKind.Request, Strictness.Strict);
        foreach (string reply in replies)
        {
            // Its head and its body may come one after the other.
            while (!requests.TryRead(out _) && !requests.AwaitsContinue)
            {
                int count = await scale.ReceiveAsync(request);
                count.Should().BePositive();
                requests.Feed(request.AsSpan(0, count));
            }

            await scale.SendAsync(Text.Bytes(reply));
        }

        scale.Shutdown(SocketShutdown.Send);
        try
        {
            while (await scale.ReceiveAsync(request) > 0)
            {
                // A scale that is content goes on; one that is not hangs up.
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It may do so rudely, where something of the reply was left unread.
        }
    }
}
