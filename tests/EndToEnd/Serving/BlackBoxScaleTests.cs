using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Serving;

/// <summary>The promise as a whole: a strict scale is content after nothing but an import.</summary>
public sealed class BlackBoxScaleTests
{
    [BlackBoxFact]
    public async Task ImportedCapture_StrictScaleIsContent()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();

        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--maint", "--measures", "3", "--check-clock", "--chunked");

        status.Should().Be(0, report.ToString());
        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray().Select(measurement => measurement.GetProperty("weightKg").GetRawText()).Should().Equal("77.11", "77.21", "77.31");
    }

    [BlackBoxFact]
    public async Task ConnectionPerRequest_StrictScaleIsContent()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();

        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--fresh-connection", "--maint", "--chunked");

        status.Should().Be(0, report.ToString());
    }

    [BlackBoxFact]
    public async Task WrongHash_Refused()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();

        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--hash", "3911690d0cc04989420c924bcfd97a48");

        status.Should().Be(1);
        report.GetProperty("error").GetString().Should().Contain("JSON status 100");
        (await installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [BlackBoxFact]
    public async Task EveryModel_ValuesArchivedExactly()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        await using ServingProcess serve = await installation.ServeAsync();

        foreach ((string model, int time) in new[] { ("wbs01", 1_700_000_000), ("ws30", 1_700_100_000), ("ws50", 1_700_200_000) })
        {
            (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--model", model, "--meastime", time.ToString(System.Globalization.CultureInfo.InvariantCulture), "--weight-g", "63185");
            status.Should().Be(0, report.ToString());
        }

        JsonElement measurements = (await installation.SucceedAsync("measurements", "--json")).Json;
        measurements.EnumerateArray()
            .Select(measurement => string.Join(' ', measurement.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("type").GetRawText() + "=" + value.GetProperty("value").GetRawText())))
            .Should().Equal("1=63.185 2=522 3=2200", "1=63.185 16=522", "1=63.185 16=522 11=64");
    }

    [BlackBoxFact]
    public async Task EveryShapeOfTheCapture_GivesTheSameProfile()
    {
        string[] files = ["ws30-association.pcap", "ws30-association.pcapng", "ws30-association.txt", "ws30-association-messy.pcap"];
        var profiles = new List<string>();
        foreach (string file in files)
        {
            using var installation = new Installation();
            await installation.SucceedAsync("import", BlackBox.Capture(file));
            JsonElement profile = (await installation.SucceedAsync("profile", "show", "--whole", "--json")).Json;
            // When it was seen differs by the packets' own times; a saved text has only the Date headers.
            profiles.Add(string.Join('\n', new[] { "mac", "firmware", "battery", "mfgid", "secret", "handshakes" }.Select(name => profile.GetProperty(name).GetRawText()))
                + string.Join('\n', profile.GetProperty("replies").EnumerateArray().Select(reply => reply.GetProperty("kind").GetRawText() + reply.GetProperty("framing").GetRawText() + reply.GetProperty("headers").GetRawText() + reply.GetProperty("body").GetRawText())));
        }

        profiles.Should().AllBe(profiles[0]);
    }
}
