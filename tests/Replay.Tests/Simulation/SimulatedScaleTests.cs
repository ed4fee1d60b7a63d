using System.Net;
using System.Net.Sockets;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Simulation;

namespace ScaleProxy.Replay.Tests.Simulation;

/// <summary>The simulated scale takes what a real one takes, and nothing else.</summary>
public sealed class SimulatedScaleTests
{
    private static readonly MeasuredValue s_weight = new(MeasureType.Weight, 70250, -3);

    [Fact]
    public async Task ServedByItsProfile_IsContent_AndItsWeightArchived()
    {
        var keeper = new MemoryKeeper(Vendor.Known);
        var clock = new HandClock(DateTimeOffset.FromUnixTimeSeconds(Serving.Utc));
        await using var server = new ScaleServer(new IPEndPoint(IPAddress.Loopback, 0), keeper, Serving.Options, clock, new LogLines());
        IPEndPoint address = IPEndPoint.Parse(await server.StartAsync(CancellationToken.None));

        long? user = await new SimulatedScale(Scale.Mac, Scale.Secret, clock).WeighInAsync(address, s_weight, CancellationToken.None);

        user.Should().Be(7654321);
        Measurement measurement = keeper.Measurements.Should().ContainSingle().Subject;
        measurement.Values.Should().Equal(s_weight);
        measurement.TakenAt.Should().Be(Serving.Utc);
        measurement.UserIds.Should().Equal(7654321);
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { Vendor.Sized("""{"status":100}"""), "'once get' was answered with HTTP 200, status 100" },
        { Vendor.OnceReply().Replace("200 OK", "500 Oh", StringComparison.Ordinal), "'once get' was answered with HTTP 500, status 0" },
        { Vendor.Sized("hello"), "status none" },
        { Vendor.Sized("""{"status":0,"body":{}}"""), "'body.once' is not there" },
        { Vendor.OnceReply(new string('a', 32)), "longer than 31" },
        { "HTTP/1.1 200 OK\r\n\r\n" + """{"status":0,"body":{"once":"a"}}""", "neither a Content-Length nor chunks" },
        { Vendor.Sized("""{"status":0,"body":{"once":"a"},"x":"LONG"}""".Replace("LONG", new string('x', 1800), StringComparison.Ordinal)), "1799" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", "closed before the reply was whole" },
        { "SSH-2.0-x\r\n\r\n", "did not answer in HTTP" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task ReplyThatNoScaleTakes_IsRefused_WithoutShowingWhatItHolds(string reply, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, reply);

        Func<Task> weighIn = () => new SimulatedScale(Scale.Mac, Scale.Secret, TimeProvider.System).WeighInAsync((IPEndPoint)listener.LocalEndpoint, s_weight, CancellationToken.None);

        (await weighIn.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Contain(reason).And.NotContain(Vendor.Once);
        await serving;
    }

    [Fact]
    public async Task NobodyThere_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        Func<Task> weighIn = () => new SimulatedScale(Scale.Mac, Scale.Secret, TimeProvider.System).WeighInAsync(address, s_weight, CancellationToken.None);

        (await weighIn.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Contain(address.ToString());
    }

    [Fact]
    public async Task WrongSecret_IsRefused()
    {
        await using var server = new ScaleServer(new IPEndPoint(IPAddress.Loopback, 0), new MemoryKeeper(Vendor.Known), Serving.Options, TimeProvider.System, new LogLines());
        IPEndPoint address = IPEndPoint.Parse(await server.StartAsync(CancellationToken.None));

        Func<Task> weighIn = () => new SimulatedScale(Scale.Mac, Scale.OtherSecret, TimeProvider.System).WeighInAsync(address, s_weight, CancellationToken.None);

        (await weighIn.Should().ThrowAsync<SimulationException>()).Which.Message.Should().Contain("status 100");
    }

    private static async Task AnswerOnceAsync(TcpListener listener, string reply)
    {
        using Socket scale = await listener.AcceptSocketAsync();
        byte[] request = new byte[4096];
        (await scale.ReceiveAsync(request)).Should().BePositive();
        await scale.SendAsync(Text.Bytes(reply));
        scale.Shutdown(SocketShutdown.Send);
        while (await scale.ReceiveAsync(request) > 0)
        {
            // A scale that is content goes on; one that is not hangs up.
        }
    }
}
