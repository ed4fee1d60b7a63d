using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ScaleProxy.Web.Tests.Access;

public sealed class HostAndOriginTests
{
    private const string Status = "api/v1/status";
    private const string Session = "api/v1/session";

    [Theory]
    [InlineData("rebound.example", 421)]
    [InlineData("localhost.rebound.example", 421)]
    [InlineData("127.0.0.1.rebound.example", 421)]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8080", 200)]
    [InlineData("page.localhost", 200)]
    [InlineData("192.168.1.10:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("scales.home.example", 200)]
    public async Task Host_OnlyOurNamesAndAddresses(string host, int expected)
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { Hosts = ["scales.home.example"] });

        foreach (string path in (string[])["", Status])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using HttpResponseMessage answer = await page.Client.SendAsync(request);

            ((int)answer.StatusCode).Should().Be(expected);
        }
    }

    [Fact]
    public async Task HostOfThisMachine_Answered()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, Status) { Headers = { Host = Environment.MachineName } };
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task HealthUnderAnyName_Answered()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "healthz") { Headers = { Host = "scaleproxy.cluster.example" } };
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://foreign.example", 403)]
    [InlineData("http://{host}.foreign.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://{host}", 204)]
    [InlineData(null, 204)]
    public async Task Origin_OnlyOurOwnMayChange(string? origin, int expected)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using HttpRequestMessage request = Entering();
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin.Replace("{host}", page.Address.ToString(), StringComparison.Ordinal));
        }

        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        ((int)answer.StatusCode).Should().Be(expected);
    }

    [Fact]
    public async Task ForeignOrigin_MayNotListenEither()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/events");
        request.Headers.Add("Origin", "http://foreign.example");
        using HttpResponseMessage answer = await page.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("cross-site", 403)]
    [InlineData("same-site", 403)]
    [InlineData("same-origin", 200)]
    [InlineData("none", 200)]
    public async Task FetchSite_OnlyOurOwnReads(string site, int expected)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, Status);
        request.Headers.Add("Sec-Fetch-Site", site);
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        ((int)answer.StatusCode).Should().Be(expected);
    }

    [Fact]
    public async Task ChangeWithoutOwnHeader_Refused()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using HttpRequestMessage request = Entering();
        request.Headers.Remove("X-ScaleProxy");
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("X-ScaleProxy: 1");
    }

    [Fact]
    public async Task EveryAnswer_HasTheHeadersThatKeepItSafe()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        foreach (string path in (string[])["", Status, "healthz", "nowhere"])
        {
            using HttpResponseMessage answer = await page.Client.GetAsync(path);
            HttpResponseHeaders headers = answer.Headers;

            headers.GetValues("Content-Security-Policy").Single().Should().Be("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
            headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            headers.GetValues("X-Frame-Options").Should().Equal("DENY");
            headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
            headers.GetValues("Cross-Origin-Opener-Policy").Should().Equal("same-origin");
            headers.GetValues("Cross-Origin-Resource-Policy").Should().Equal("same-origin");
            headers.CacheControl!.ToString().Should().Be(path.Length == 0 ? "no-cache" : "no-store");
            headers.Contains("Server").Should().BeFalse();
        }
    }

    [Fact]
    public async Task BodyOverTheLimit_Refused()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { MaxBodyBytes = 1000 });

        using HttpRequestMessage request = Entering();
        request.Content = new StringContent($"{{\"token\":\"{new string('x', 1000)}\"}}");
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task ScalesRequest_IsNotAnswered()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        const string Body = "action=get";

        string answer = await RawRequest.SendAsync(page.Address, $"POST /cgi-bin/once HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

        answer.Should().StartWith("HTTP/1.1 421 ").And.NotContain("\"once\"");
    }

    private static HttpRequestMessage Entering() => new(HttpMethod.Post, Session)
    {
        Headers = { { "X-ScaleProxy", "1" } },
        Content = new StringContent("""{"token":"any"}""", Encoding.UTF8, "application/json"),
    };
}
