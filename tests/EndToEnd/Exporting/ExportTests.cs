using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Exporting;

public sealed class ExportTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    // What nobody else may see of the sample: as text, and as the maintenance upload has it.
    private static readonly string[] s_private =
    [
        WeighIn.Secret, Hex(WeighIn.Secret), WeighIn.Once, WeighIn.Hash, WeighIn.SessionId, "5c:a1:e0", Hex("5c:a1:e0"),
        "2468013", "2468014", "LEA", "TOM", Hex("LEA"), Hex("TOM"), Hex("Invented Network"),
    ];

    [Fact]
    public async Task JsonLines_EachIsWhatMeasurementsShows()
    {
        using Installation installation = await WithWeighInAsync();

        string lines = (await installation.SucceedAsync("export", "--format", "jsonl")).Output;
        JsonElement shown = (await installation.SucceedAsync("measurements", "--json")).Json;

        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Zip(shown.EnumerateArray())
            .Should().HaveCount(2).And.OnlyContain(pair => JsonElement.DeepEquals(pair.First, pair.Second));
        shown[0].GetProperty("attribution").GetInt32().Should().Be(0);
        shown[0].GetProperty("deviceType").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("influx")]
    [InlineData("mysql")]
    [InlineData("prometheus")]
    public async Task Redacted_NamesNobody(string format)
    {
        using Installation installation = await WithWeighInAsync();

        string output = (await installation.SucceedAsync("export", "--format", format, "--redact")).Output;

        output.Should().Contain("63.185".Replace(".", format == "mysql" ? "" : ".", StringComparison.Ordinal)).And.NotContainAny(s_private).And.NotContain("192.168.");
    }

    [Fact]
    public async Task Follow_GivesWhatArrives_AndEndsWith0()
    {
        using var installation = new Installation();
        using Process follow = installation.Launch("export", "--format", "jsonl", "--follow");
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        using var limit = new CancellationTokenSource(s_patience);

        string?[] lines = [await follow.StandardOutput.ReadLineAsync(limit.Token), await follow.StandardOutput.ReadLineAsync(limit.Token)];
        using Process interrupt = Process.Start("kill", ["-INT", FormattableString.Invariant($"{follow.Id}")]);
        string rest = await follow.StandardOutput.ReadToEndAsync(limit.Token);
        await follow.WaitForExitAsync(limit.Token);

        lines.Select(line => JsonDocument.Parse(line!).RootElement.GetProperty("user").GetString()).Should().Equal("LEA", "TOM");
        rest.Should().BeEmpty();
        follow.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Follow_OfAFormatThatMustKnowItsEnd_IsRefused()
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync("export", "--format", "fit", "--follow");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain("--follow").And.Contain("csv");
    }

    [Fact]
    public async Task WholePcapng_GoesBackInToTheSameProfile()
    {
        using Installation from = await WithWeighInAsync();
        using var to = new Installation();
        string file = from.Beside("whole.pcapng");

        await from.SucceedAsync("recordings", "export", "--all", "--format", "pcapng", "--whole", "--output", file);
        await to.SucceedAsync("import", file);

        (await to.SucceedAsync("profile", "show", "--json")).Output.Should().Be((await from.SucceedAsync("profile", "show", "--json")).Output);
        (await to.SucceedAsync("recordings", "show", "1", "--whole")).Output.Should().Be((await from.SucceedAsync("recordings", "show", "1", "--whole")).Output);
    }

    [Theory]
    [InlineData("har")]
    [InlineData("pcapng")]
    public async Task RedactedRecordings_HoldNoSecret_AndAreReadAsBefore(string format)
    {
        using Installation from = await WithWeighInAsync();
        using var to = new Installation();
        string file = from.Beside("redacted." + format);

        await from.SucceedAsync("recordings", "export", "1", "--format", format, "--output", file);

        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContainAny(s_private);
        JsonElement report = (await to.SucceedAsync("import", file, "--json")).Json;
        report.GetProperty("exchanges").GetInt32().Should().Be(6);
        report.GetProperty("measurements").GetInt32().Should().Be(2);
        report.GetProperty("files")[0].GetProperty("warnings").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task ShownRecording_IsRedacted_UnlessWhole()
    {
        using Installation installation = await WithWeighInAsync();

        (await installation.SucceedAsync("recordings", "show", "1")).Output.Should().NotContainAny(s_private);
        (await installation.SucceedAsync("recordings", "show", "1", "--json")).Output.Should().NotContainAny(s_private);
        (await installation.SucceedAsync("recordings", "show", "1", "--whole")).Output.Should().ContainAll(WeighIn.Once, WeighIn.Hash, Hex(WeighIn.Secret));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static async Task<Installation> WithWeighInAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        return installation;
    }
}
