using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Decoding;

/// <summary>What was recorded and not understood is understood later, each measurement once.</summary>
public sealed class DecodeTests
{
    // What the archive keeps of a measurement whenever it was decoded: all but its number there, and when its reply was whole.
    private static readonly string[] s_kept = ["mac", "userId", "userIds", "takenAt", "attribution", "source", "weightKg", "battery", "firmware", "values", "assignment"];

    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeSeconds(1_767_323_045);

    [Fact]
    public async Task NeverDecoded_FoundOnce_AndLearned()
    {
        using Installation installation = await ImportedAsync();
        string[] before = await MeasurementsAsync(installation);
        string learned = await ProfileAsync(installation);
        NeverDecoded.ForgetMeasurements(installation);
        NeverDecoded.ForgetWhatWasLearned(installation);

        JsonElement first = (await installation.SucceedAsync("decode", "--json")).Json;
        JsonElement again = (await installation.SucceedAsync("decode", "--json")).Json;

        Counts(first).Should().Be("1 recordings, 6 exchanges, 2 new, 0 there, 0 unreadable, 0 not understood");
        first.GetProperty("learned").EnumerateArray().Select(mac => mac.GetString()).Should().Equal(WeighIn.Mac);
        Counts(again).Should().Be("1 recordings, 6 exchanges, 0 new, 2 there, 0 unreadable, 0 not understood");
        again.GetProperty("learned").GetArrayLength().Should().Be(0);
        (await MeasurementsAsync(installation)).Should().Equal(before);
        (await ProfileAsync(installation)).Should().Be(learned);
        (await installation.SucceedAsync("users", "list")).Output.Should().Contain("LEA").And.Contain("TOM");
        await using ScaleArchive archive = NeverDecoded.Open(installation);
        StoredMeasurement[] stored = [.. archive.Measurements(new MeasurementQuery())];
        stored.Should().OnlyContain(measurement => measurement.RecordingId == 1 && measurement.SessionId == WeighIn.SessionId);
        stored.Select(measurement => measurement.ReceivedAt).Should().Equal(archive.Exchanges(1).Skip(3).Take(2).Select(exchange => exchange.StartedAt), "it came in when its exchange began");
    }

    [Fact]
    public async Task BesideServe_ItsOwnRepliesTeachNothing()
    {
        using Installation installation = await ImportedAsync();
        await using ServingProcess serve = await installation.ServeAsync();
        await WeighAsync(serve, s_at.ToUnixTimeSeconds(), WeighIn.FirstUser);
        string[] before = await MeasurementsAsync(installation);
        string learned = await ProfileAsync(installation);
        NeverDecoded.ForgetMeasurements(installation);

        JsonElement report = (await installation.SucceedAsync("decode", "--json")).Json;
        string learnedAfter = await ProfileAsync(installation);
        await WeighAsync(serve, s_at.ToUnixTimeSeconds() + 60, WeighIn.FirstUser);

        Counts(report).Should().Be("2 recordings, 10 exchanges, 3 new, 0 there, 0 unreadable, 0 not understood");
        report.GetProperty("learned").GetArrayLength().Should().Be(0);
        string[] after = await MeasurementsAsync(installation);
        after.Should().HaveCount(4);
        after[..3].Should().Equal(before);
        after[2].Should().Contain("\"serve\"").And.Contain("69").And.Contain("\"211\"", "the session in the same recording said so");
        learnedAfter.Should().Be(learned);
    }

    [Fact]
    public async Task SecretShownToServe_BelievedWhereItExplainsAHandshake()
    {
        using Installation installation = await ImportedAsync();
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--maintenance");
            await serve.TerminateAsync();
        }

        NeverDecoded.ForgetSecrets(installation);
        JsonElement report = (await installation.SucceedAsync("decode", "--json")).Json;

        report.GetProperty("learned").EnumerateArray().Select(mac => mac.GetString()).Should().Equal(WeighIn.Mac);
        (await installation.SucceedAsync("profile", "show", "--whole", "--json")).Json.GetProperty("secret").GetString().Should().Be(WeighIn.Secret);
    }

    [Fact]
    public async Task NobodysByTheScale_GivenAsAtArrival_AndWhatTheOwnerSaysStays()
    {
        using Installation installation = await ImportedAsync();
        await using (ServingProcess serve = await installation.ServeAsync())
        {
            await WeighAsync(serve, WeighIn.Begin.ToUnixTimeSeconds() + 3600);
            await serve.TerminateAsync();
        }

        string[] before = await MeasurementsAsync(installation);
        NeverDecoded.ForgetMeasurements(installation);
        await installation.SucceedAsync("decode");
        string[] after = await MeasurementsAsync(installation);
        string id = (await installation.SucceedAsync("measurements", "--json")).Json[2].GetProperty("id").GetRawText();
        await installation.SucceedAsync("measurements", "assign", id, "tom");
        string[] given = await MeasurementsAsync(installation);
        JsonElement again = (await installation.SucceedAsync("decode", "--json")).Json;

        after.Should().Equal(before);
        after[2].Should().Contain("LEA").And.Contain("\"rule\"");
        Counts(again).Should().Contain("0 new, 3 there");
        given[2].Should().Contain("\"owner\"");
        (await MeasurementsAsync(installation)).Should().Equal(given);
    }

    [Fact]
    public async Task BadRecordings_Named_TheOthersGoOn()
    {
        using var installation = new Installation();
        long noHttp = await NeverDecoded.RecordAsync(installation, "learn", Exchange("\0\u0001\u0002 no request at all", ""), Exchange(ScaleLine.Post("once", "action=get"), ""));
        long empty = await NeverDecoded.RecordAsync(installation, "import", Exchange("", ""));
        long later = await NeverDecoded.RecordAsync(installation, "telepathy", Exchange(Weight(1), ""));
        long odd = await NeverDecoded.RecordAsync(installation, "learn", Exchange(ScaleLine.Post("measure", $"action=store&macaddress={WeighIn.Mac}&meastime=1&measures=no"), ""));
        await NeverDecoded.RecordAsync(installation, "learn", Exchange(Weight(2), ""));

        CommandResult text = await installation.SucceedAsync("decode");
        JsonElement report = (await installation.SucceedAsync("decode", "--json")).Json;

        text.Output.Should().Contain($"recording {noHttp}: exchange 1 is no HTTP").And.Contain($"recording {empty}: of exchange 1 no request was kept")
            .And.Contain($"recording {later}: ").And.Contain("archived 1 measurement, 0 were there already");
        Counts(report).Should().Be("5 recordings, 5 exchanges, 0 new, 1 there, 3 unreadable, 1 not understood");
        report.GetProperty("unreadable").EnumerateArray().Select(bad => bad.GetProperty("recording").GetInt64()).Should().Equal(noHttp, empty, later);
        JsonElement problem = report.GetProperty("notUnderstood").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("kind").GetString().Should().Be("measure store");
        problem.GetProperty("recording").GetInt64().Should().Be(odd);
    }

    [Fact]
    public async Task WeightOfAScaleThatServeNeverKnew_NotArchived_AndSaid()
    {
        using var installation = new Installation();
        await NeverDecoded.RecordAsync(installation, "serve", Exchange(Weight(1), "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"status\":501}"));

        CommandResult result = await installation.SucceedAsync("decode");

        result.Output.Should().Contain("a scale that was never learned").And.Contain("archived 0 measurements");
        (await installation.SucceedAsync("devices", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task OneRecording_AloneIsRead()
    {
        using var installation = new Installation();
        await NeverDecoded.RecordAsync(installation, "learn", Exchange(Weight(1), ""));
        long second = await NeverDecoded.RecordAsync(installation, "learn", Exchange(Weight(2), ""));

        JsonElement report = (await installation.SucceedAsync("decode", "--recording", $"{second}", "--json")).Json;
        CommandResult none = await installation.RunAsync("decode", "--recording", "99");

        Counts(report).Should().Be("1 recordings, 1 exchanges, 1 new, 0 there, 0 unreadable, 0 not understood");
        (await installation.SucceedAsync("measurements", "--json")).Json[0].GetProperty("takenAtUnix").GetInt64().Should().Be(s_at.ToUnixTimeSeconds() + 2);
        none.Status.Should().Be(1);
        none.ErrorLines.Should().ContainSingle().Which.Should().Contain("there is no recording 99");
    }

    [Fact]
    public async Task OldNameOfAPerson_DoesNotComeBack()
    {
        using Installation installation = await ImportedAsync();
        await using (ScaleArchive archive = NeverDecoded.Open(installation))
        {
            await archive.WriteAsync(new ArchiveEntry { Users = [new Model.Scale.ScaleUser(WeighIn.FirstUser, "NEW")] });
        }

        await installation.SucceedAsync("decode");

        (await installation.SucceedAsync("measurements", "--json")).Json[0].GetProperty("user").GetString().Should().Be("NEW");
    }

    private static string Weight(int second) =>
        ScaleLine.Post("measure", ScaleLine.Measure("1-1-a", WeighIn.Mac, s_at.ToUnixTimeSeconds() + second, 63_000, WeighIn.FirstUser));

    private static RecordedExchange Exchange(string request, string response) => new(Encoding.ASCII.GetBytes(request), Encoding.ASCII.GetBytes(response), s_at);

    private static async Task<Installation> ImportedAsync()
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        return installation;
    }

    private static async Task WeighAsync(ServingProcess serve, long takenAt, params long[] users)
    {
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
        await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, takenAt, 63_400, users));
        await line.AskAsync("session", $"action=delete&sessionid={session}");
    }

    private static string Counts(JsonElement report) =>
        $"{report.GetProperty("recordings")} recordings, {report.GetProperty("exchanges")} exchanges, {report.GetProperty("measurements")} new, {report.GetProperty("duplicates")} there, {report.GetProperty("recordingsUnreadable")} unreadable, {report.GetProperty("exchangesNotUnderstood")} not understood";

    private static async Task<string[]> MeasurementsAsync(Installation installation) =>
        [.. (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Select(measurement => string.Join(' ', s_kept.Select(name => measurement.GetProperty(name).GetRawText())))];

    private static async Task<string> ProfileAsync(Installation installation) =>
        (await installation.SucceedAsync("profile", "show", "--whole", "--json")).Output;
}
