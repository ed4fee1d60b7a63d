using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>The owner's page beside <c>serve</c> and <c>learn</c>, as their users start them.</summary>
public sealed class PageTests
{
    private const string FreePort = "127.0.0.1:0";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [Fact]
    public async Task Serve_ShowsThePage_WhichHearsOfAWeighInByItself()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", FreePort);
        using HttpClient page = await PageOfAsync(serve);
        using HttpResponseMessage events = await page.GetAsync("api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).Should().StartWith("retry:");

        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString(), "--weight", "78.5");

        using JsonDocument told = JsonDocument.Parse(await DataOfAsync(lines, "measurement"));
        told.RootElement.GetProperty("weightKg").GetDecimal().Should().Be(78.5m);
        using JsonDocument status = JsonDocument.Parse(await page.GetStringAsync("api/v1/status"));
        status.RootElement.GetProperty("mode").GetString().Should().Be("serve");
        status.RootElement.GetProperty("scaleAddress").GetString().Should().Be(serve.Address.ToString());
        status.RootElement.GetProperty("measurements").GetInt32().Should().Be(3);
        string metrics = await page.GetStringAsync("metrics");
        metrics.Should().Contain("\nscaleproxy_exchanges_total 4\n").And.Contain("\nscaleproxy_reply_seconds_count 4\n").And.NotContain("scaleproxy_weight");
        (await serve.TerminateAsync()).Should().Be(0, "an open page holds nothing up");
        (await lines.ReadToEndAsync()).Should().NotBeNull("the stream ended");
    }

    [Fact]
    public async Task Learn_ShowsThePage_WhichHearsOfWhatPasses()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--web", FreePort);
        using HttpClient page = await PageOfAsync(learn);
        using HttpResponseMessage events = await page.GetAsync("api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).Should().StartWith("retry:");

        await WeighInLine.WeighInAsync(learn.Address);

        (await DataOfAsync(lines, "contact")).Should().Contain(WeighIn.Mac);
        using JsonDocument status = JsonDocument.Parse(await page.GetStringAsync("api/v1/status"));
        status.RootElement.GetProperty("mode").GetString().Should().Be("learn");
        (await learn.TerminateAsync()).Should().Be(0);
    }

    [Fact]
    public async Task NothingLearned_PageGiven_ServeStarts_AndTakesUpWhatIsImported()
    {
        using var installation = new Installation();
        await using ServingProcess serve = await installation.ServeAsync("--web", FreePort);
        using HttpClient page = await PageOfAsync(serve);
        (await page.GetStringAsync("api/v1/status")).Should().Contain("\"learned\":false");
        (await installation.RunAsync("simulate", "scale", serve.Address.ToString())).Status.Should().Be(1, "nothing is known of any scale");

        await installation.SucceedAsync("import", Sample);

        (await page.GetStringAsync("api/v1/status")).Should().Contain("\"learned\":true");
        // It looks for what other processes have learned ten times a second.
        await Eventually.HoldsAsync(async () => (await installation.RunAsync("simulate", "scale", serve.Address.ToString())).Status == 0);
    }

    [Fact]
    public async Task GivenAddressTaken_ExitStatus1()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        using Socket taken = Taken(out string address);

        CommandResult result = await installation.RunAsync("serve", "--listen", "127.0.0.1:0", "--web", address);

        result.Status.Should().Be(1);
        result.ErrorLines[^1].Should().Be($"scaleproxy: --web: cannot listen on {address}: it is in use; stop what listens there (`ss -ltnp` shows it), or choose another port");
        result.ErrorLines.Should().HaveCount(2, "of this, the line that it listens for scales is the other");
    }

    [Fact]
    public async Task UsualAddressTaken_ServeGoesOnWithoutThePage_AndSaysSo()
    {
        using var installation = new Installation { HasUsualPage = true };
        await installation.SucceedAsync("import", Sample);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            taken.Bind(new IPEndPoint(IPAddress.Loopback, 8080));
            taken.Listen();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // Somebody else's program has it: as good.
        }

        await using ServingProcess serve = await installation.ServeAsync();

        await serve.UntilSaidAsync("warning: the owner's page is off: cannot listen on 127.0.0.1:8080: it is in use; stop what listens there (`ss -ltnp` shows it), or choose another port (--web ADDR:PORT), or turn it off (--web off)");
        await installation.SucceedAsync("simulate", "scale", serve.Address.ToString());
        serve.Log.Should().NotContain("   at ", "nobody is shown a stack trace");
    }

    [Fact]
    public async Task OtherAddressThanLoopback_TokenIsShownOnce_AndOpensIt()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        string token;
        await using (ServingProcess serve = await installation.ServeAsync("--web", "0.0.0.0:0", "--web-host", "scales.home.example"))
        {
            using HttpClient page = await PageOfAsync(serve);
            token = serve.Log.Split('\n').Single(static line => line.Contains("token", StringComparison.Ordinal)).Split(' ')[^1].Trim();
            (await page.GetAsync("api/v1/status")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            page.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            page.DefaultRequestHeaders.Host = "scales.home.example";
            (await page.GetAsync("api/v1/status")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await using ServingProcess again = await installation.ServeAsync("--web", "0.0.0.0:0");
        using HttpClient after = await PageOfAsync(again);
        after.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await after.GetAsync("api/v1/status")).StatusCode.Should().Be(HttpStatusCode.OK);
        again.Log.Should().NotContain("token");
    }

    [Fact]
    public async Task ScalesPort_NeverServesThePage()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", FreePort);
        using var scales = new HttpClient { BaseAddress = new Uri($"http://{serve.Address}/") };

        foreach (string path in (string[])["", "api/v1/status", "metrics", "healthz"])
        {
            using HttpResponseMessage answer = await scales.GetAsync(path);

            answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("serve --web nowhere:1", 1, "--web: 'nowhere:1' is no address")]
    [InlineData("learn --web nowhere:1", 1, "--web: 'nowhere:1' is no address")]
    [InlineData("serve --web off --web-host name", 2, "--web-host says nothing with --web off")]
    [InlineData("serve --web off --metrics-weights", 2, "--metrics-weights says nothing with --web off")]
    public async Task WrongOptions_SayWhatIsWrong(string line, int status, string said)
    {
        using var installation = new Installation();

        CommandResult result = await installation.RunAsync(line.Split(' '));

        result.Status.Should().Be(status);
        result.Error.Should().Contain(said);
    }

    private static Socket Taken(out string address)
    {
        var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        address = taken.LocalEndPoint!.ToString()!;
        return taken;
    }

    private static async Task<HttpClient> PageOfAsync(ServingProcess process) => new() { BaseAddress = await process.PageAsync() };

    private static async Task<string> DataOfAsync(StreamReader lines, string name)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == "event: " + name)
            {
                return (await lines.ReadLineAsync(limit.Token))!["data: ".Length..];
            }
        }

        throw new InvalidOperationException($"no event '{name}' came");
    }
}
