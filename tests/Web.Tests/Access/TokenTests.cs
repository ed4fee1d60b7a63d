using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ScaleProxy.Web.Tests.Access;

public sealed class TokenTests
{
    private const string Status = "api/v1/status";

    // What a page that other machines can reach wants; that we reach it by loopback makes no difference.
    private static readonly IPEndPoint s_everywhere = new(IPAddress.Any, 0);

    [Fact]
    public async Task Loopback_NoToken()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using HttpResponseMessage answer = await page.Client.GetAsync(Status);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        page.NewToken.Should().BeNull();
        File.Exists(page.TokenFile).Should().BeFalse();
        (await page.Client.GetStringAsync("api/v1/session")).Should().Be("""{"required":false,"ok":true}""");
    }

    [Theory]
    [InlineData(Status)]
    [InlineData("api/v1/events")]
    [InlineData("api/v1/nonsense")]
    [InlineData("metrics")]
    public async Task OtherAddress_NothingWithoutToken(string path)
    {
        await using RunningPage page = await StartAsync();

        using HttpResponseMessage answer = await page.Client.GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        (await answer.Content.ReadAsStringAsync()).Should().NotContain(page.NewToken!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("login")]
    [InlineData("healthz")]
    [InlineData("api/v1/session")]
    public async Task OtherAddress_WhatLeadsIn_IsOpen(string path)
    {
        await using RunningPage page = await StartAsync();

        using HttpResponseMessage answer = await page.Client.GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Token_IsKeptAsHash_ForItsOwnerOnly()
    {
        await using RunningPage page = await StartAsync();

        page.NewToken.Should().MatchRegex("^[A-Za-z0-9_-]{43}$");
        string kept = await File.ReadAllTextAsync(page.TokenFile);
        kept.Should().Be(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.NewToken!))) + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(page.TokenFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Bearer_LetsProgramsIn()
    {
        await using RunningPage page = await StartAsync();

        (await AskAsync(page, page.NewToken!)).Should().Be(HttpStatusCode.OK);
        (await AskAsync(page, page.NewToken![..^1])).Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(page, new string('x', 10_000))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task StartedAgain_SameToken_NotShownAgain()
    {
        await using RunningPage first = await StartAsync();
        string token = first.NewToken!;

        await using RunningPage second = await RunningPage.StartAsync(options => options with { Listen = s_everywhere, DataFolder = first.DataFolder });

        second.NewToken.Should().BeNull();
        (await AskAsync(second, token)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task FileDeleted_NewToken()
    {
        await using RunningPage first = await StartAsync();
        File.Delete(first.TokenFile);

        await using RunningPage second = await RunningPage.StartAsync(options => options with { Listen = s_everywhere, DataFolder = first.DataFolder });

        second.NewToken.Should().NotBeNull().And.NotBe(first.NewToken);
        (await AskAsync(second, first.NewToken!)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task FileDamaged_SaysWhatToDo()
    {
        await using RunningPage first = await StartAsync();
        await File.WriteAllTextAsync(first.TokenFile, "nonsense");

        Func<Task> again = () => RunningPage.StartAsync(options => options with { Listen = s_everywhere, DataFolder = first.DataFolder });

        (await again.Should().ThrowAsync<InvalidDataException>()).WithMessage("*web-token*delete it*");
    }

    [Fact]
    public async Task Browser_GivesTokenOnce_ThenHasACookie()
    {
        await using RunningPage page = await StartAsync();

        using HttpResponseMessage entered = await EnterAsync(page, page.NewToken!);

        entered.StatusCode.Should().Be(HttpStatusCode.NoContent);
        string cookie = entered.Headers.GetValues("Set-Cookie").Single();
        cookie.Should().MatchRegex("^scaleproxy-session=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; samesite=strict; httponly$").And.NotContain(page.NewToken!);
        (await page.Client.GetAsync(Status)).StatusCode.Should().Be(HttpStatusCode.OK, "the client keeps cookies, as browsers do");
        (await page.Client.GetStringAsync("api/v1/session")).Should().Be("""{"required":true,"ok":true}""");

        using var leaving = new HttpRequestMessage(HttpMethod.Delete, "api/v1/session") { Headers = { { "X-ScaleProxy", "1" } } };
        (await page.Client.SendAsync(leaving)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        using var stolen = new HttpRequestMessage(HttpMethod.Get, Status);
        stolen.Headers.Add("Cookie", cookie.Split(';')[0]);
        (await page.Client.SendAsync(stolen)).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "it ended here too, not only in the browser");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"token":7}""")]
    public async Task EnteringWithoutToken_SaysWhatIsMissing(string body)
    {
        await using RunningPage page = await StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/session") { Headers = { { "X-ScaleProxy", "1" } }, Content = new StringContent(body) };
        using HttpResponseMessage answer = await page.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"field\":\"token\"");
    }

    [Fact]
    public async Task WrongTokens_AreSlowedDown_AndTold()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { Listen = s_everywhere, MaxFailedTokensOfAddress = 2 });
        using HttpResponseMessage first = await EnterAsync(page, "wrong");
        (await AskAsync(page, "wrong")).Should().Be(HttpStatusCode.Unauthorized);

        using HttpResponseMessage right = await EnterAsync(page, page.NewToken!);

        first.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        right.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        right.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        page.Log.Of(LogLevel.Warning).Should().Equal("the page: a wrong token from 127.0.0.1", "the page: a wrong token from 127.0.0.1");
    }

    private static Task<RunningPage> StartAsync() => RunningPage.StartAsync(options => options with { Listen = s_everywhere });

    private static async Task<HttpStatusCode> AskAsync(RunningPage page, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Status) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using HttpResponseMessage answer = await page.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> EnterAsync(RunningPage page, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/session")
        {
            Headers = { { "X-ScaleProxy", "1" } },
            Content = new StringContent($$"""{"token":"{{token}}"}"""),
        };
        return await page.Client.SendAsync(request);
    }
}
