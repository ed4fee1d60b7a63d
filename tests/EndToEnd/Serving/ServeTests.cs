using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Serving;

public sealed class ServeTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task NothingLearned_SaysSoAndWhatToDo()
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync("serve", "--listen", "127.0.0.1:0");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain("nothing has been learned yet").And.Contain("scaleproxy import");
    }

    [Fact]
    public async Task PortInUse_OneClearLine()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        CommandResult result = await installation.RunAsync("serve", "--listen", taken.LocalEndPoint!.ToString()!);

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain(taken.LocalEndPoint.ToString()).And.Contain("in use");
    }

    [Fact]
    public async Task SecondServeOnTheSameArchive_SaysWhoHasIt()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess first = await installation.ServeAsync();

        CommandResult second = await installation.RunAsync("serve", "--listen", "127.0.0.1:0");

        second.Status.Should().Be(1);
        second.ErrorLines.Should().ContainSingle().Which.Should().Contain("scaleproxy serve");
    }

    [Fact]
    public async Task ProfileImportedBesideARunningServe_IsTakenUp()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();
        const string Other = "00:24:e4:0b:0b:0b";
        const string OtherSecret = "aaaabbbbccccdddd";
        string text = System.Text.Encoding.Latin1.GetString(Repository.Sample("weigh-in.txt"))
            .Replace(WeighIn.Hash, HandshakeHash.Compute(Other, OtherSecret, WeighIn.Once), StringComparison.Ordinal)
            .Replace(WeighIn.Mac, Other, StringComparison.Ordinal)
            .Replace(Hex(WeighIn.Mac), Hex(Other), StringComparison.Ordinal)
            .Replace(Hex(WeighIn.Secret), Hex(OtherSecret), StringComparison.Ordinal);
        await File.WriteAllTextAsync(installation.Beside("other.txt"), text, System.Text.Encoding.Latin1);

        using (ScaleLine before = await ScaleLine.OpenAsync(serve.Address))
        {
            var refused = await before.AskAsync("session", $"action=new&auth={Other}&hash={new string('0', 32)}");
            ReplyFields.StatusOf(refused.Body.Span).Should().Be(100);
        }

        await installation.SucceedAsync("import", installation.Beside("other.txt"));
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        // Serve looks for what is new at most ten times a second; the scale's own tries are what it is noticed by.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await line.TryBeginSessionAsync(Other, OtherSecret) is null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        serve.Log.Should().Contain($"{Other}: this scale is unknown");
    }

    [Fact]
    public async Task NewestWeight_ComesBackInTheNextSession()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
        await line.AskAsync("measure", ScaleLine.Measure(session, WeighIn.Mac, 1_700_000_000, 62_905, WeighIn.FirstUser));

        var once = await line.AskAsync("once", "action=get");
        string hash = HandshakeHash.Compute(WeighIn.Mac, WeighIn.Secret, ReplyFields.TextOf(once.Body.Span, "body.once")!);
        var next = await line.AskAsync("session", $"action=new&auth={WeighIn.Mac}&hash={hash}&currentfw=211&batterylvl=68");

        ReplyFields.TextOf(next.Body.Span, "body.sp.users[0].wt").Should().Be("62.905");
        ReplyFields.TextOf(next.Body.Span, "body.sp.users[0].cr").Should().Be("1700000000");
        // The other person's stands as the import archived it.
        ReplyFields.TextOf(next.Body.Span, "body.sp.users[1].wt").Should().Be("81.55");
        (await serve.TerminateAsync()).Should().Be(0);
        JsonElement device = (await installation.SucceedAsync("devices", "--json")).Json[0];
        device.GetProperty("battery").GetInt32().Should().Be(68);
    }

    [Fact]
    public async Task TimeZone_IsTold()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--timezone", "Asia/Kolkata");
        using ScaleLine line = await ScaleLine.OpenAsync(serve.Address);
        var once = await line.AskAsync("once", "action=get");
        string hash = HandshakeHash.Compute(WeighIn.Mac, WeighIn.Secret, ReplyFields.TextOf(once.Body.Span, "body.once")!);

        var session = await line.AskAsync("session", $"action=new&auth={WeighIn.Mac}&hash={hash}&currentfw=211&batterylvl=68");

        ReplyFields.TextOf(session.Body.Span, "body.ctp.goff").Should().Be("19800");
        ReplyFields.TextOf(session.Body.Span, "body.ctp.dst").Should().Be("0");
    }

    [Fact]
    public async Task EverythingSent_IsInTheRecordings_AndNoSecretInTheLog()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--verbose");
        using (ScaleLine line = await ScaleLine.OpenAsync(serve.Address))
        {
            string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
            await line.AskAsync("v9/novelty", $"action=try&sessionid={session}&x=1");
            await line.AskAsync("session", $"action=delete&sessionid={session}");
        }

        (await serve.TerminateAsync()).Should().Be(0);

        JsonElement recordings = (await installation.SucceedAsync("recordings", "list", "--json")).Json;
        JsonElement recording = recordings.EnumerateArray().Single(entry => entry.GetProperty("source").GetString() == "serve");
        recording.GetProperty("mac").GetString().Should().Be(WeighIn.Mac);
        JsonElement shown = (await installation.SucceedAsync("recordings", "show", recording.GetProperty("id").GetRawText(), "--json")).Json;
        JsonElement[] exchanges = [.. shown.GetProperty("exchanges").EnumerateArray()];
        exchanges.Select(exchange => exchange.GetProperty("target").GetString())
            .Should().Equal("/cgi-bin/once", "/cgi-bin/session", "/cgi-bin/v9/novelty", "/cgi-bin/session");
        exchanges[2].GetProperty("requestBody").GetString().Should().EndWith("&x=1");
        exchanges[2].GetProperty("responseBody").GetString().Should().Be("""{"status":0}""");
        exchanges[2].GetProperty("chunks").GetArrayLength().Should().Be(1);
        exchanges[0].GetProperty("chunks").ValueKind.Should().Be(JsonValueKind.Null);
        serve.Log.Should().Contain("v9/novelty").And.NotContain(WeighIn.Secret).And.NotContain(WeighIn.Once);
    }

    [Fact]
    public async Task TwoConversationsOnOneConnection_TwoRecordings()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync();
        using (ScaleLine line = await ScaleLine.OpenAsync(serve.Address))
        {
            for (int i = 0; i < 2; i++)
            {
                string session = await line.BeginSessionAsync(WeighIn.Mac, WeighIn.Secret);
                await line.AskAsync("session", $"action=delete&sessionid={session}");
            }
        }

        (await serve.TerminateAsync()).Should().Be(0);

        JsonElement recordings = (await installation.SucceedAsync("recordings", "list", "--json")).Json;
        recordings.EnumerateArray()
            .Where(entry => entry.GetProperty("source").GetString() == "serve")
            .Select(entry => entry.GetProperty("exchanges").GetInt32())
            .Should().Equal(3, 3);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text));
}
