using System.Net;
using System.Net.Http.Headers;

namespace ScaleProxy.Web.Tests;

public sealed class OwnerPageTests
{
    [Fact]
    public async Task Started_IsHealthy()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        string answer = await page.Client.GetStringAsync("healthz");

        answer.Should().Be("ok\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("scales")]
    [InlineData("recordings/17")]
    public async Task ViewsPath_IsThePage(string path)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using HttpResponseMessage answer = await page.Client.GetAsync(path);

        answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).Should().StartWith("<!doctype html>");
    }

    [Fact]
    public async Task FileAskedForAgain_IsNotSentAgain()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        using HttpResponseMessage first = await page.Client.GetAsync("index.html");

        using var again = new HttpRequestMessage(HttpMethod.Get, "index.html");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        using HttpResponseMessage second = await page.Client.SendAsync(again);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task UnknownPath_ProblemDetails()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        using HttpResponseMessage answer = await page.Client.GetAsync("api/v1/nonsense");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.ToString().Should().Be("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no page or resource at /api/v1/nonsense"}""");
    }
}
