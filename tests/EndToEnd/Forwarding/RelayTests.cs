using System.Net;
using System.Text;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary><c>serve --forward relay</c>: the vendor answers, and where it does not, the scale notices nothing.</summary>
public sealed class RelayTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    // The second request of a conversation begins the session, the third brings the weight, the fourth ends it.
    [Theory]
    [InlineData("drop", 1)]
    [InlineData("drop", 2)]
    [InlineData("drop", 3)]
    [InlineData("drop", 4)]
    [InlineData("hang", 2)]
    [InlineData("503", 3)]
    [InlineData("reset", 4)]
    [InlineData("truncate", 3)]
    [InlineData("bad-json", 2)]
    [InlineData("oversize", 3)]
    [InlineData("no-length", 2)]
    [InlineData("slow", 3)]
    public async Task VendorThatFailsInTheMiddle_ScaleIsContent_AndTheWeightIsArchivedOnce(string fault, int request)
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--fault", fault, "--fault-every", $"{request}");
        await using ServingProcess serve = await RelayAsync(installation, vendor.Address, "--vendor-timeout", "1");

        CommandResult scale = await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "62.9", "--fresh-connections", "--json");

        scale.Json.GetProperty("content").GetBoolean().Should().BeTrue();
        serve.Log.Should().Contain("the rest of this conversation is answered here");
        await WeightsAre(installation, "62.9");
    }

    [BlackBoxFact]
    public async Task StrictScale_IsContent_WhereverTheVendorFails()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        foreach (int request in new[] { 2, 3, 4 })
        {
            await using ServingProcess vendor = await installation.SimulateVendorAsync("--fault", "drop", "--fault-every", $"{request}");
            await using ServingProcess serve = await RelayAsync(installation, vendor.Address);

            (int status, JsonElement report) = await BlackBox.WeighInAsync(
                serve.Address, "--mac", WeighIn.Mac, "--secret", WeighIn.Secret, "--check-clock", "--meastime", $"{1_700_000_000 + request}", "--weight-g", $"{62_000 + request}");

            status.Should().Be(0, report.ToString());
            (await serve.TerminateAsync()).Should().Be(0);
        }

        await WeightsAre(installation, "62.002", "62.003", "62.004");
    }

    // The first reply is the once, the second the session, the third says that the weight was taken.
    [BlackBoxFact]
    public async Task VendorThatDiesBetweenTwoRequests_GetsTheWeightOnce_WhenItIsBack()
    {
        foreach (int replies in new[] { 1, 2, 3 })
        {
            using var installation = new Installation();
            await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
            using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(installation.Beside("vendor"));
            using var gate = new VendorGate(vendor.Address, replies);
            await using ServingProcess serve = await RelayAsync(installation, gate.Address, "--forward-interval", "1");

            (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--check-clock");
            await gate.ComeBackAsync();
            JsonElement over = await installation.UntilForwardStatusAsync(status => status.Number("waiting") == 0);

            status.Should().Be(0, report.ToString());
            serve.Log.Should().Contain("the rest of this conversation is answered here");
            over.Number("sent").Should().Be(1);
            over.Number("failed").Should().Be(0);
            vendor.Stored().Should().ContainSingle();
            await WeightsAre(installation, "77.11");
        }
    }

    [BlackBoxFact]
    public async Task VendorsBytes_BothWays()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        string log = Path.Combine(installation.Data, "vendor");
        using BlackBoxVendor vendor = await BlackBoxVendor.StartAsync(log);
        await using ServingProcess serve = await RelayAsync(installation, vendor.Address);

        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--measures", "3", "--check-clock", "--chunked");

        status.Should().Be(0, report.ToString());
        Encoding.Latin1.GetString(vendor.Bytes("up")).Should().Be(report.GetProperty("sent").GetString());
        Encoding.Latin1.GetString(vendor.Bytes("down")).Should().Be(string.Concat(report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("raw").GetString())));
        File.ReadAllLines(Path.Combine(log, "stored.jsonl")).Should().HaveCount(3);
        await WeightsAre(installation, "77.11", "77.21", "77.31");
    }

    [Fact]
    public async Task OfferOfFirmware_DoesNotReachTheScale()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess vendor = await installation.SimulateVendorAsync("--firmware-offer", "http://fw.example/ws30.bin");
        await using ServingProcess serve = await RelayAsync(installation, vendor.Address);

        CommandResult scale = await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--json");

        scale.Output.Should().NotContain("fw.example");
        serve.Log.Should().Contain("offered this scale a firmware").And.Contain("http://fw.example/ws30.bin").And.NotContain("answered here");
    }

    [Fact]
    public async Task Drift_IsSaid_AndTheProfileIsRenewed()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess vendor = await installation.SimulateVendorAsync();
        await using ServingProcess serve = await RelayAsync(installation, vendor.Address);

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString());
        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString());
        (await serve.TerminateAsync()).Should().Be(0);

        serve.Log.Split('\n').Should().ContainSingle(line => line.Contains("otherwise than it was learned", StringComparison.Ordinal)).Which.Should().Contain("body.ind.lg");
        serve.Log.Should().NotContain(WeighIn.Secret);
        JsonElement profile = (await installation.SucceedAsync("profile", "show", "--json")).Json;
        JsonElement session = profile.GetProperty("replies").EnumerateArray().Single(reply => reply.GetProperty("kind").GetString() == "session new");
        session.GetProperty("body").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "body.ind.lg").GetProperty("learned").GetString().Should().Be("en_US");
        profile.GetProperty("handshakes").EnumerateArray().Should().HaveCount(3).And.OnlyContain(handshake => handshake.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task NothingLearnedYet_TheVendorAnswers_AndTheScaleIsKnownAfterwards()
    {
        using var installation = new Installation();
        await using ServingProcess vendor = await installation.SimulateVendorAsync();
        await using ServingProcess serve = await RelayAsync(installation, vendor.Address);

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "62.9", "--maintenance");

        await WeightsAre(installation, "62.9");
        JsonElement device = (await installation.SucceedAsync("devices", "--json")).Json.EnumerateArray().Should().ContainSingle().Subject;
        device.GetProperty("mac").GetString().Should().Be(WeighIn.Mac);
        device.GetProperty("secretKnown").GetBoolean().Should().BeTrue();
    }

    [Theory]
    [InlineData("--upstream", "http://127.0.0.1:9")]
    [InlineData("--vendor-timeout", "3")]
    [InlineData("--resolver", "127.0.0.1")]
    public async Task OptionOfTheVendor_WithoutForwarding_IsAnError(string option, string value)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync("serve", "--listen", "127.0.0.1:0", option, value);

        result.Status.Should().Be(2);
        result.Error.Should().Contain(option).And.Contain("--forward");
    }

    private static Task<ServingProcess> RelayAsync(Installation installation, IPEndPoint vendor, params string[] arguments) =>
        installation.ServeAsync(["--forward", "relay", "--upstream", $"http://{vendor}", .. arguments]);

    // Those that the sample capture brought aside.
    private static async Task WeightsAre(Installation installation, params string[] kilograms)
    {
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray()
            .Where(measurement => measurement.GetProperty("source").GetString() == "serve")
            .Select(measurement => measurement.GetProperty("weightKg").GetRawText())
            .Should().Equal(kilograms);
    }
}
