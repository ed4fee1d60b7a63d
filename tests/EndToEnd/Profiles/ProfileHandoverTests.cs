using System.Text;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Profiles;

/// <summary>A profile goes to another machine, and the scale is content there.</summary>
public sealed class ProfileHandoverTests
{
    private const string Second = "00:24:e4:00:00:77";
    private const string SecondSecret = "0123456789abcdef";

    [Fact]
    public async Task Whole_TheSameProfileElsewhere_AndServeAnswers()
    {
        using Installation here = await ImportedAsync();
        using var there = new Installation();
        string file = here.Beside("profile.json");

        CommandResult export = await here.SucceedAsync("profile", "export", WeighIn.Mac, "--whole", "--output", file);
        JsonElement first = (await there.SucceedAsync("profile", "import", file, "--json")).Json[0];
        JsonElement again = (await there.SucceedAsync("profile", "import", file, "--json")).Json[0];
        await using ServingProcess serve = await there.ServeAsync();
        CommandResult weighed = await there.RunAsync("simulate", "scale", serve.Address.ToString(), "--maintenance", "--users", "2");

        export.Error.Should().Contain($"wrote {file}: {WeighIn.Mac}").And.NotContain(WeighIn.Secret);
        first.GetRawText().Should().ContainAll(WeighIn.Mac, "\"replies\": 5", "\"handshakes\": 1", "\"secret\": true", "\"changed\": true");
        again.GetRawText().Should().ContainAll("\"replies\": 0", "\"handshakes\": 0", "\"secret\": false", "\"changed\": false");
        weighed.Status.Should().Be(0, weighed.Error + serve.Log);
        (await there.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Select(measurement => measurement.GetProperty("user").GetString()).Should().Equal("LEA", "TOM");
        JsonElement original = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        JsonElement copy = (await there.SucceedAsync("profile", "export", "--whole")).Json;
        copy.GetProperty("replies").GetRawText().Should().Be(original.GetProperty("replies").GetRawText());
        copy.GetProperty("handshakes").GetRawText().Should().Be(original.GetProperty("handshakes").GetRawText());
        copy.GetProperty("secret").GetString().Should().Be(WeighIn.Secret);
    }

    [BlackBoxFact]
    public async Task Whole_StrictScaleIsContentElsewhere()
    {
        using var here = new Installation();
        using var there = new Installation();
        await here.SucceedAsync("import", BlackBox.Capture("ws30-association.pcap"));
        string file = here.Beside("profile.json");
        await here.SucceedAsync("profile", "export", "--whole", "--output", file);
        await there.SucceedAsync("profile", "import", file);
        await using ServingProcess serve = await there.ServeAsync();

        (int status, JsonElement report) = await BlackBox.WeighInAsync(serve.Address, "--maint", "--measures", "2", "--check-clock", "--chunked");

        status.Should().Be(0, report.ToString());
    }

    [Fact]
    public async Task NotWhole_NothingPrivate_AndNotTakenIn()
    {
        using Installation here = await ImportedAsync();
        using var there = new Installation();
        string file = here.Beside("profile.json");

        CommandResult export = await here.SucceedAsync("profile", "export");
        await File.WriteAllTextAsync(file, export.Output);
        CommandResult taken = await there.RunAsync("profile", "import", file);

        export.Error.Should().Contain("--whole");
        string bytes = string.Concat(export.Json.GetProperty("replies").EnumerateArray().Select(reply => Encoding.Latin1.GetString(reply.GetProperty("raw").GetBytesFromBase64())));
        (export.Output + bytes).Should().NotContainAny(WeighIn.Mac, WeighIn.Secret, WeighIn.Once, WeighIn.Hash, WeighIn.SessionId, "LEA", "TOM", "2468013");
        bytes.Should().Contain("NL-AMS-WEB-11").And.Contain("\"lg\":\"fr_FR\"");
        taken.Status.Should().Be(1);
        taken.ErrorLines.Should().ContainSingle().Which.Should().Contain(file).And.Contain("--whole");
        (await there.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Merged_AsIfLearnedHere()
    {
        using Installation here = await ImportedAsync();
        string file = here.Beside("profile.json");
        string older = (await here.SucceedAsync("profile", "export", "--whole")).Output
            .Replace("\"seenAt\": \"2014", "\"seenAt\": \"2013", StringComparison.Ordinal)
            .Replace($"\"secret\": \"{WeighIn.Secret}\"", "\"secret\": \"0000000000000000\"", StringComparison.Ordinal)
            .Replace(WeighIn.Once, "00000000-00000001", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, older);
        string before = (await here.SucceedAsync("profile", "export", "--whole")).Output;

        JsonElement taken = (await here.SucceedAsync("profile", "import", file, "--json")).Json[0];

        taken.GetRawText().Should().ContainAll("\"replies\": 0", "\"handshakes\": 1", "\"secret\": false");
        JsonElement after = (await here.SucceedAsync("profile", "export", "--whole")).Json;
        after.GetProperty("secret").GetString().Should().Be(WeighIn.Secret, "it explains the newer handshake");
        after.GetProperty("replies").GetRawText().Should().Be(JsonDocument.Parse(before).RootElement.GetProperty("replies").GetRawText(), "newer replies stay");
        after.GetProperty("handshakes").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData("\"format\": \"scaleproxy-profile\"", "\"format\": \"x\"", "format: expected")]
    [InlineData("\"version\": 1", "\"version\": 2", "version: expected 1 at most")]
    [InlineData("\"mac\": \"00:24:e4", "\"mac\": \"nn:24:e4", "mac: expected")]
    [InlineData("\"secret\": \"", "\"secret\": \"x", "secret: expected 16")]
    [InlineData("\"md5\": \"", "\"md5\": \"x", "handshakes[0].md5: expected")]
    [InlineData("\"raw\": \"SFRUUC8xLjEgMjAw", "\"raw\": \"SFRUUC8xLjEgNDA0", "replies[0].raw: expected one reply of HTTP status 200")]
    [InlineData("\"raw\": \"", "\"raw\": \"!", "replies[0].raw: expected a reply of at most")]
    [InlineData("\"kind\": \"", "\"kind\": 7, \"was\": \"", "replies[0].kind: expected")]
    [InlineData("\"seenAt\": \"2014", "\"seenAt\": \"about 2014", "handshakes[0].seenAt: expected")]
    [InlineData("{\n", "{\n,", "line 2, byte 1: this is no JSON")]
    public async Task BadFile_PlaceNamed_NothingTakenOfAny(string good, string bad, string says)
    {
        using Installation here = await ImportedAsync();
        using var there = new Installation();
        string whole = (await here.SucceedAsync("profile", "export", "--whole")).Output;
        (string goodFile, string badFile) = (here.Beside("good.json"), here.Beside("bad.json"));
        await File.WriteAllTextAsync(goodFile, whole);
        int at = whole.IndexOf(good, StringComparison.Ordinal);
        await File.WriteAllTextAsync(badFile, string.Concat(whole.AsSpan(0, at), bad, whole.AsSpan(at + good.Length)));

        CommandResult result = await there.RunAsync("profile", "import", goodFile, badFile);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().StartWith($"scaleproxy: {badFile}: {says}").And.NotContain(WeighIn.Secret);
        (await there.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Created_AnsweredWithTheOtherOnesReplies()
    {
        using Installation here = await ImportedAsync();
        await using ServingProcess serve = await here.ServeAsync();

        CommandResult created = await here.RunAsync(Encoding.ASCII.GetBytes(SecondSecret + "\n"), "profile", "create", Second, "--secret-stdin");
        CommandResult weighed = await here.RunAsync("simulate", "scale", serve.Address.ToString(), "--mac", Second, "--secret", SecondSecret);
        CommandResult wrong = await here.RunAsync("simulate", "scale", serve.Address.ToString(), "--mac", Second, "--secret", WeighIn.Secret);

        created.Status.Should().Be(0, created.Error);
        created.Output.Should().ContainAll(Second, WeighIn.Mac, "LEA, TOM").And.NotContain(SecondSecret);
        weighed.Status.Should().Be(0, weighed.Error + serve.Log);
        wrong.Status.Should().Be(1, "it proves itself with another secret");
        (await here.SucceedAsync("measurements", "--mac", Second, "--json")).Json.GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Created_LikeAFileOfSomebodyElse()
    {
        using Installation theirs = await ImportedAsync();
        using var mine = new Installation();
        string file = mine.Beside("like.json");
        await theirs.SucceedAsync("profile", "export", "--output", file);

        CommandResult created = await mine.RunAsync("profile", "create", Second, "--secret", SecondSecret, "--like", file);
        await using ServingProcess serve = await mine.ServeAsync();
        CommandResult weighed = await mine.RunAsync("simulate", "scale", serve.Address.ToString(), "--mac", Second, "--secret", SecondSecret);

        created.Status.Should().Be(0, created.Error);
        weighed.Status.Should().Be(0, weighed.Error + serve.Log);
        (await mine.SucceedAsync("devices", "--json")).Json.EnumerateArray().Should().ContainSingle().Which.GetProperty("mac").GetString().Should().Be(Second);
    }

    [Theory]
    [InlineData("profile create 00:24:e4:00:00:77", 2, "--secret-stdin")]
    [InlineData("profile create 00:24:e4:00:00:77 --secret short", 2, "what was given is no secret")]
    [InlineData("profile create 00:24:e4:00:00:77 --secret-stdin", 1, "what was given is no secret")]
    [InlineData("profile create 00:24:e4:00:00:77 --secret 0123456789abcdef --like 00:24:e4:00:00:01", 1, "no scale 00:24:e4:00:00:01 is known")]
    [InlineData("profile create 00:24:e4:5c:a1:e0 --secret 0123456789abcdef --like 00:24:e4:5c:a1:e0", 1, "with another secret")]
    [InlineData("profile forget 00:24:e4:5c:a1:e0", 2, "say --yes")]
    [InlineData("profile forget 00:24:e4:00:00:77 --yes", 1, "no scale 00:24:e4:00:00:77 is known")]
    public async Task NotDone_SaidWhy(string arguments, int status, string says)
    {
        using Installation here = await ImportedAsync();

        CommandResult result = await here.RunAsync(arguments.Split(' '));

        result.Status.Should().Be(status);
        result.Error.Should().Contain(says).And.NotContain(WeighIn.Secret);
        (await here.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task CreatedOfNothing_NothingInvented()
    {
        using var here = new Installation();

        CommandResult result = await here.RunAsync("profile", "create", Second, "--secret", SecondSecret);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain("none are invented").And.NotContain(SecondSecret);
    }

    [Fact]
    public async Task Forgotten_BesideServe_MeasurementsStay_RecordingsToo()
    {
        using Installation here = await ImportedAsync();
        await using ServingProcess serve = await here.ServeAsync();

        CommandResult forgotten = await here.SucceedAsync("profile", "forget", WeighIn.Mac, "--yes");
        CommandResult refused = await here.RunAsync("simulate", "scale", serve.Address.ToString());
        CommandResult withRecordings = await here.RunAsync("profile", "forget", WeighIn.Mac, "--recordings", "--yes");

        forgotten.Output.Should().ContainAll($"forgot {WeighIn.Mac}", "its measurements stay", "1 recording", "decode").And.NotContain(WeighIn.Secret);
        refused.Status.Should().Be(1, "a scale that is not known is not answered");
        withRecordings.Status.Should().Be(1);
        withRecordings.Error.Should().Contain("serve", "who records must not lose the beginning of a recording");
        (await here.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(0);
        (await here.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(2);
        (await here.SucceedAsync("decode", "--json")).Json.GetProperty("learned")[0].GetString().Should().Be(WeighIn.Mac);
    }

    [Fact]
    public async Task ForgottenWithRecordings_NothingLeftToLearnFrom()
    {
        using Installation here = await ImportedAsync();

        JsonElement forgotten = (await here.SucceedAsync("profile", "forget", WeighIn.Mac, "--recordings", "--yes", "--json")).Json;

        forgotten.GetProperty("recordings").GetInt32().Should().Be(1);
        (await here.SucceedAsync("recordings", "list", "--json")).Json.GetArrayLength().Should().Be(0);
        (await here.SucceedAsync("decode", "--json")).Json.GetProperty("exchanges").GetInt32().Should().Be(0);
        (await here.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(2);
        (await here.SucceedAsync("archive", "check")).Output.Should().NotContain("gone");
    }

    private static async Task<Installation> ImportedAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        return installation;
    }
}
