using System.Globalization;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Importing;

/// <summary>What was weighed before there was a ScaleProxy, or is in another archive of it.</summary>
public sealed class HistoryImportTests
{
    private const string English = "Date,\"Weight (kg)\",\"Fat mass (kg)\",Comments\n";

    // The sample's second weight, 81.55 kg of TOM at 08:16:48 UTC, as the vendor tells it in Paris; and one of an earlier day.
    private const string Known = "\"2014-06-08 10:16:48\",81.55,,\"\"\n";
    private const string Earlier = "\"2014-06-07 07:30:15\",82.1,16.4,\"after a run\"\n";

    [Fact]
    public async Task VendorsExport_GoesBesideWhatTheScaleSent_WithoutDuplicates()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        string file = await WriteAsync(installation, "weight.csv", English + Known + Earlier);

        JsonElement report = (await installation.SucceedAsync("import", file, "--user", "tom", "--timezone", "Europe/Paris", "--json")).Json;

        Counts(report.GetProperty("files")[0]).Should().Be((1, 1));
        Counts(report).Should().Be((1, 1));
        report.GetProperty("files")[0].GetProperty("format").GetString().Should().Be("withings csv");
        report.GetProperty("files")[0].GetProperty("warnings").EnumerateArray().Should().ContainSingle().Which.GetString().Should().Contain("Comments");
        JsonElement first = (await installation.SucceedAsync("measurements", "--json")).Json[0];
        first.GetProperty("takenAt").GetString().Should().Be("2014-06-07T05:30:15Z");
        first.GetProperty("user").GetString().Should().Be("TOM");
        first.GetProperty("mac").GetString().Should().Be(WeighIn.Mac);
        first.GetProperty("source").GetString().Should().Be("history");
        JsonElement weight = first.GetProperty("values")[0];
        (weight.GetProperty("raw").GetInt64(), weight.GetProperty("exponent").GetInt32()).Should().Be((821, -1));
    }

    [Fact]
    public async Task SameFileTwice_AndAnotherProgramsOfTheSame_AddNothing()
    {
        using var installation = new Installation();
        string vendors = await WriteAsync(installation, "weight.csv", English + Known + Earlier);
        string openScales = await WriteAsync(installation, "openscale.csv", "\"dateTime\",\"weight\"\n2014-06-08 10:16,81.55\n2014-06-07 07:30,82.1\n2014-06-07 07:30,82.2\n");
        await installation.SucceedAsync("import", vendors, "--timezone", "Europe/Paris");

        JsonElement again = (await installation.SucceedAsync("import", vendors, openScales, openScales, "--timezone", "Europe/Paris", "--json")).Json;

        again.GetProperty("files").EnumerateArray().Select(Counts).Should().Equal((0, 2), (1, 2), (0, 3));
        JsonElement[] kept = [.. (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray()];
        kept.Select(measurement => measurement.GetProperty("weightKg").GetRawText()).Should().BeEquivalentTo("82.1", "82.2", "81.55");
        kept.Should().AllSatisfy(measurement => measurement.GetProperty("mac").GetString().Should().Be("00:00:00:00:00:00"));
    }

    [Fact]
    public async Task HourThatComesTwice_TheScalesWeightInTheSecond_IsTheSame()
    {
        using var installation = new Installation();
        // 02:30 comes twice on 2025-10-26 in Paris; the scale was stepped on in the second, 01:30 UTC.
        string scales = await WriteAsync(installation, "moved.jsonl", Jsonl(1_761_442_200, "\"serve\"", 7711));
        string export = await WriteAsync(installation, "weight.csv", English + "2025-10-26 02:30:00,77.11,,\n");
        await installation.SucceedAsync("import", scales);

        JsonElement report = (await installation.SucceedAsync("import", export, "--timezone", "Europe/Paris", "--json")).Json;

        Counts(report).Should().Be((0, 1));
    }

    [Fact]
    public async Task CaptureBeforeTheExport_SaysWhoAndWhichScale()
    {
        using var installation = new Installation();
        string file = await WriteAsync(installation, "weight.csv", English + Earlier);

        CommandResult result = await installation.SucceedAsync("import", Sample, file, "--user", "TOM", "--timezone", "UTC");

        result.Output.Should().Contain("withings csv").And.Contain($"TOM ({WeighIn.SecondUser}), as of scale {WeighIn.Mac}");
    }

    [Theory]
    [InlineData("--user", "nobody", "--user: nobody is called 'nobody'")]
    [InlineData("--mac", "scale", "--mac: 'scale' is no MAC address")]
    [InlineData("--timezone", "Mars/Olympus", "--timezone: 'Mars/Olympus' is no time zone")]
    public async Task OptionThatMakesNoSense_IsNamed(string option, string value, string said)
    {
        using var installation = new Installation();
        string file = await WriteAsync(installation, "weight.csv", English + Earlier);

        CommandResult result = await installation.RunAsync("import", file, option, value);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(said);
        (await installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task BadLines_AreNamed_AndDoNotStopTheRest()
    {
        using var installation = new Installation();
        string file = await WriteAsync(installation, "weight.csv", English + Earlier + "soon,77,,\n" + Known);

        CommandResult result = await installation.SucceedAsync("import", file, "--timezone", "UTC");

        result.Output.Should().Contain($"{file}:3: 'soon' is no time").And.Contain("skipped 1 line").And.Contain("archived 2 measurements");
    }

    [Fact]
    public async Task MovedToAnotherArchive_TheSame()
    {
        using var from = new Installation();
        await from.SucceedAsync("import", Sample);
        await from.SucceedAsync("import", await WriteAsync(from, "weight.csv", English + Earlier), "--user", "77");
        string moved = (await from.SucceedAsync("export", "--format", "jsonl")).Output;
        using var to = new Installation();
        string file = await WriteAsync(to, "moved.jsonl", moved);

        JsonElement report = (await to.SucceedAsync("import", file, "--json")).Json;
        JsonElement again = (await to.SucceedAsync("import", file, "--json")).Json;

        Counts(report).Should().Be((3, 0));
        Counts(again).Should().Be((0, 3));
        AsMoved((await to.SucceedAsync("export", "--format", "jsonl")).Output).Should().Equal(AsMoved(moved));
    }

    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    private static (int Stored, int Duplicates) Counts(JsonElement report) => (report.GetProperty("measurements").GetInt32(), report.GetProperty("duplicates").GetInt32());

    private static string Jsonl(long takenAt, string source, long raw) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"mac":"{{WeighIn.Mac}}","takenAtUnix":{{takenAt}},"source":{{source}},"values":[{"type":1,"raw":{{raw}},"exponent":-2}]}""");

    // Each archive counts for itself, and works values out from the heights that it knows.
    private static string[] AsMoved(string jsonl) =>
        [.. jsonl.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[line.IndexOf(',', StringComparison.Ordinal)..line.IndexOf(",\"derived\"", StringComparison.Ordinal)])];

    private static async Task<string> WriteAsync(Installation installation, string name, string text)
    {
        string path = installation.Beside(name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
