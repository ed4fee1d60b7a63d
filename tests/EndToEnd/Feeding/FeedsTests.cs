using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Feeds.Tests.Http;

namespace ScaleProxy.EndToEnd.Feeding;

/// <summary>Feeds beside the real program: what its owner sets, and what becomes of weights.</summary>
public sealed class FeedsTests
{
    private static string Sample => Path.Combine(Capture.Tests.Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task ReceiverDownDuringAWeighIn_HasItAfterTheNextStart_Once_AndNothingImported()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using SmallServer receiver = await SmallServer.StartAsync();
        Answer(receiver, HttpStatusCode.ServiceUnavailable);
        Configure(installation, $$$"""{"feeds":{"webhook":[{"name":"hall","url":"{{{receiver.Address}}}/weight","secret":"s3cr3t of mine"}]}}""");

        await using (ServingProcess serve = await installation.ServeAsync())
        {
            await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "62.9");
            await serve.UntilSaidAsync("feed webhook hall: down");
            (await serve.TerminateAsync()).Should().Be(0);
            serve.Log.Should().Contain("it answers 503").And.NotContain("s3cr3t");
        }

        int inVain = receiver.Requests.Count;
        Answer(receiver, HttpStatusCode.NoContent);
        await using (ServingProcess again = await installation.ServeAsync("--verbose"))
        {
            await again.UntilSaidAsync("feed webhook hall: 1 told");
            (await again.TerminateAsync()).Should().Be(0);
        }

        ReceivedRequest told = receiver.Requests.Skip(inVain).Should().ContainSingle().Subject;
        JsonElement measurement = JsonDocument.Parse(told.Body).RootElement;
        measurement.GetProperty("weightKg").GetRawText().Should().Be("62.9");
        JsonElement listed = (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Single(one => one.GetProperty("id").GetInt64() == measurement.GetProperty("id").GetInt64());
        JsonSerializer.Serialize(measurement).Should().Be(JsonSerializer.Serialize(listed), "it is what `measurements --json` shows");
        told.Headers["X-ScaleProxy-Delivery"].Should().Be(receiver.Requests[0].Headers["X-ScaleProxy-Delivery"], "it is the one that was refused before");
    }

    [Fact]
    public async Task Learn_FeedsToo()
    {
        using var installation = new Installation();
        await using SmallServer receiver = await SmallServer.StartAsync();
        await using ServingProcess vendor = await installation.SimulateVendorAsync();
        Configure(installation, $$$"""{"feeds":{"webhook":[{"url":"{{{receiver.Address}}}"}]}}""");
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--verbose");

        await installation.SucceedAsync("simulate", "scale", learn.Address.ToString(), "--weight", "63.2");
        await learn.UntilSaidAsync(": 1 told");

        JsonElement measurement = JsonDocument.Parse(receiver.Requests.Should().ContainSingle().Which.Body).RootElement;
        (measurement.GetProperty("source").GetString(), measurement.GetProperty("weightKg").GetRawText()).Should().Be(("learn", "63.2"));
    }

    [Fact]
    public async Task BrokerThatNeverAnswers_HoldsUpNeitherTheScaleNorTheEnd()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Configure(installation, $$$"""{"feeds":{"mqtt":[{"broker":"mqtt://{{{silent.LocalEndpoint}}}"}]}}""");
        await using ServingProcess serve = await installation.ServeAsync();
        using Socket connected = await silent.AcceptSocketAsync();

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "62.9");
        var watch = Stopwatch.StartNew();
        (await serve.TerminateAsync()).Should().Be(0);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8), "it does not wait for an answer, which it would for 10 s");
    }

    [Fact]
    public async Task SettingsToMend_Status1_AllOfThemSaid_ByServeLearnAndDoctor()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        Configure(installation, """{"feeds":{"mqt":[],"webhook":[{"url":"x","secret":{"env":"SCALEPROXY_NOT_SET"}}]}}""");
        string path = Path.Combine(installation.Data, "scaleproxy.json");

        foreach (string command in (string[])["serve", "learn"])
        {
            CommandResult result = await installation.RunAsync(command, "--listen", "127.0.0.1:0");

            result.Status.Should().Be(1);
            result.ErrorLines.Should().HaveCount(3).And.OnlyContain(line => line.Contains(path + ":1:", StringComparison.Ordinal));
            result.ErrorLines[0].Should().StartWith("scaleproxy: ").And.EndWith("did you mean \"mqtt\"?");
        }

        CommandResult doctor = await installation.RunAsync("doctor", "--json", "--host", "scale.test", "--listen", "127.0.0.1:80", "--resolver", "127.0.0.1:9");
        doctor.Json.EnumerateArray().Where(finding => finding.GetProperty("check").GetString() == "feeds").Should().HaveCount(3).And.OnlyContain(finding => finding.GetProperty("level").GetString() == "bad");
    }

    private static void Answer(SmallServer receiver, HttpStatusCode status) => receiver.Answer = (_, context) =>
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    };

    private static void Configure(Installation installation, string settings)
    {
        Directory.CreateDirectory(installation.Data);
        File.WriteAllText(Path.Combine(installation.Data, "scaleproxy.json"), settings);
    }
}
