using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Importing;

public sealed class ImportTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "weigh-in.pcap", "pcap" },
        { "weigh-in.pcapng", "pcapng" },
        { "weigh-in.txt", "text" },
        { "weigh-in.har", "har" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task EveryFormat_LearnsAndArchives(string file, string format)
    {
        using var installation = new Installation();

        JsonElement report = (await installation.SucceedAsync("import", Sample(file), "--json")).Json;

        report.GetProperty("files")[0].GetProperty("format").GetString().Should().Be(format);
        report.GetProperty("devices").EnumerateArray().Select(mac => mac.GetString()).Should().Equal(WeighIn.Mac);
        report.GetProperty("exchanges").GetInt32().Should().Be(6);
        report.GetProperty("measurements").GetInt32().Should().Be(2);
        JsonElement device = (await installation.SucceedAsync("devices", "--json")).Json[0];
        device.GetProperty("secretKnown").GetBoolean().Should().BeTrue();
        JsonElement handshake = device.GetProperty("handshakes")[0];
        handshake.GetProperty("once").GetString().Should().Be(WeighIn.Once);
        handshake.GetProperty("md5").GetString().Should().Be(WeighIn.Hash);
        handshake.GetProperty("verified").GetBoolean().Should().BeTrue();
        JsonElement[] measurements = [.. (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray()];
        measurements.Select(measurement => measurement.GetProperty("weightKg").GetRawText()).Should().Equal("63.185", "81.55");
        measurements.Select(measurement => measurement.GetProperty("user").GetString()).Should().Equal("LEA", "TOM");
        measurements.Select(measurement => measurement.GetProperty("source").GetString()).Should().AllBe("import");
    }

    [Fact]
    public async Task ImportedTwice_AddsNothing()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample("weigh-in.pcap"));
        string before = await StateAsync(installation);

        JsonElement again = (await installation.SucceedAsync("import", Sample("weigh-in.pcap"), Sample("weigh-in.pcapng"), "--json")).Json;

        again.GetProperty("measurements").GetInt32().Should().Be(0);
        again.GetProperty("duplicates").GetInt32().Should().Be(4);
        again.GetProperty("recordings").GetInt32().Should().Be(0);
        (await StateAsync(installation)).Should().Be(before);
    }

    [Fact]
    public async Task StandardInput_IsRead()
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(Repository.Sample("weigh-in.pcap"), "import", "-", "--json");

        result.Status.Should().Be(0, result.Error);
        result.Json.GetProperty("files")[0].GetProperty("path").GetString().Should().Be("-");
        result.Json.GetProperty("exchanges").GetInt32().Should().Be(6);
    }

    [Fact]
    public async Task CutShort_KeepsWhatWasWhole_AndNamesFileAndOffset()
    {
        using var installation = new Installation();
        byte[] whole = Repository.Sample("weigh-in.pcap");
        string cut = installation.Beside("cut.pcap");
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length * 3 / 4)]);

        CommandResult result = await installation.RunAsync("import", cut, "--json");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(cut).And.Contain("offset");
        result.Json.GetProperty("exchanges").GetInt32().Should().BePositive();
        (await installation.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task OneBadFileAmongGood_DoesNotHoldUpTheOthers()
    {
        using var installation = new Installation();
        string junk = installation.Beside("junk.pcap");
        await File.WriteAllBytesAsync(junk, [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7))]);

        CommandResult result = await installation.RunAsync("import", junk, installation.Beside("missing.pcap"), Sample("weigh-in.pcap"), "--json");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().HaveCount(2);
        result.ErrorLines[0].Should().Contain(junk).And.Contain("pcap");
        result.ErrorLines[1].Should().Contain("missing.pcap does not exist");
        result.Json.GetProperty("exchanges").GetInt32().Should().Be(6);
    }

    [Fact]
    public async Task BesideARunningServe_Works()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample("weigh-in.txt"));
        await using ServingProcess serve = await installation.ServeAsync();

        JsonElement report = (await installation.SucceedAsync("import", Sample("weigh-in.har"), "--json")).Json;

        report.GetProperty("duplicates").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task NothingOfAScale_SaysWhatToTry()
    {
        using var installation = new Installation();
        string other = installation.Beside("other.txt");
        await File.WriteAllTextAsync(other, "GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        CommandResult passedOver = await installation.SucceedAsync("import", other);
        CommandResult taken = await installation.SucceedAsync("import", other, "--host", "example.org", "--json");

        passedOver.Output.Should().Contain("no scale was found").And.Contain("--host");
        taken.Json.GetProperty("exchanges").GetInt32().Should().Be(1);
    }

    private static async Task<string> StateAsync(Installation installation) =>
        (await installation.SucceedAsync("recordings", "list", "--json")).Output
        + (await installation.SucceedAsync("measurements", "--json")).Output
        + (await installation.SucceedAsync("profile", "show", "--json")).Output;

    private static string Sample(string name) => Path.Combine(Repository.Root, "captures", name);
}
