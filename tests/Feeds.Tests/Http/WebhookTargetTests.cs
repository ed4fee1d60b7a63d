using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.Http;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Feeds.Tests.Http;

public sealed class WebhookTargetTests
{
    private const long TakenAt = 1_700_000_000;

    [Fact]
    public async Task Post_IsTheMeasurement_SignedAndNumbered()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        FeedItem item = await ItemAsync(place);
        await using WebhookTarget target = Target(server, new Secret("shared secret"));

        await target.DeliverAsync([item], CancellationToken.None);
        await target.DeliverAsync([item], CancellationToken.None);

        ReceivedRequest post = server.Requests[0];
        (post.Method, post.Target, post.Headers["Content-Type"]).Should().Be(("POST", "/hook?key=1", "application/json"));
        JsonElement said = JsonDocument.Parse(post.Body).RootElement;
        said.GetProperty("weightKg").GetRawText().Should().Be("77.11");
        said.GetProperty("takenAtUnix").GetInt64().Should().Be(TakenAt);
        server.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Headers[WebhookTarget.DeliveryHeader] == item.DeliveryId());

        // Checked by another program's idea of the formula.
        string time = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        post.Headers[WebhookTarget.SignatureHeader].Should().Be($"t={time},v1={OpenSslHmac("shared secret", $"{time}.{post.Body}")}");
    }

    [Fact]
    public async Task WithoutSecret_NotSigned()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        await using WebhookTarget target = Target(server, secret: null);

        await target.DeliverAsync([await ItemAsync(place)], CancellationToken.None);

        server.Requests.Should().ContainSingle().Which.Headers.Should().NotContainKey(WebhookTarget.SignatureHeader);
    }

    [Theory]
    [InlineData(500, "it answers 500 (no \"good\")")]
    [InlineData(503, "it answers 503 (no \"good\")")]
    [InlineData(408, "it answers 408 (no \"good\")")]
    [InlineData(429, "it answers 429 (no \"good\")")]
    [InlineData(401, "*check the token*")]
    [InlineData(403, "*check the token*")]
    [InlineData(404, "*check the address*")]
    [InlineData(302, "*leads elsewhere*")]
    public async Task NotNow_IsDown(int status, string reason)
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        server.Answer = (_, context) => RefuseAsync(context, status);
        await using WebhookTarget target = Target(server);
        FeedItem item = await ItemAsync(place);

        await target.Invoking(it => it.DeliverAsync([item], CancellationToken.None)).Should().ThrowAsync<FeedDownException>().WithMessage(reason);

        server.Requests.Should().ContainSingle("a redirect is not followed");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task NotThis_IsRefused(int status)
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        server.Answer = (_, context) => RefuseAsync(context, status);
        await using WebhookTarget target = Target(server);
        FeedItem item = await ItemAsync(place);

        await target.Invoking(it => it.DeliverAsync([item], CancellationToken.None)).Should().ThrowAsync<FeedRefusedException>().WithMessage($"it answers {status}*");
    }

    [Fact]
    public async Task NoAnswerInTime_IsDown_AndEndingIsNot()
    {
        await using var place = new TemporaryArchive();
        await using SmallServer server = await SmallServer.StartAsync();
        var asked = new SemaphoreSlim(0);
        server.Answer = (_, context) =>
        {
            asked.Release();
            return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };
        await using WebhookTarget target = Target(server, timeout: TimeSpan.FromMilliseconds(200));
        FeedItem item = await ItemAsync(place);

        await target.Invoking(it => it.DeliverAsync([item], CancellationToken.None)).Should().ThrowAsync<FeedDownException>().WithMessage("no answer within*");

        await using WebhookTarget patient = Target(server, timeout: TimeSpan.FromMinutes(1));
        using var ending = new CancellationTokenSource();
        await asked.WaitAsync();
        Task delivering = patient.DeliverAsync([item], ending.Token);
        await asked.WaitAsync();
        await ending.CancelAsync();
        await delivering.Invoking(static it => it).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task NobodyThere_IsDown()
    {
        await using var place = new TemporaryArchive();
        SmallServer server = await SmallServer.StartAsync();
        await using WebhookTarget target = Target(server);
        await server.DisposeAsync();
        FeedItem item = await ItemAsync(place);

        await target.Invoking(it => it.DeliverAsync([item], CancellationToken.None)).Should().ThrowAsync<FeedDownException>().WithMessage("it cannot be reached (*");
    }

    private static Task RefuseAsync(Microsoft.AspNetCore.Http.HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "/elsewhere";
        return context.Response.Body.WriteAsync("no \"good\"\n"u8.ToArray()).AsTask();
    }

    private static WebhookTarget Target(SmallServer server, Secret? secret = null, TimeSpan? timeout = null) => new(
        new WebhookSettings { Label = "test", Key = "k", Address = new Uri(server.Address + "/hook?key=1"), SigningKey = secret, Timeout = timeout ?? TimeSpan.FromSeconds(30) },
        timeout is null ? Clock : TimeProvider.System);

    private static async Task<FeedItem> ItemAsync(TemporaryArchive place)
    {
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(TakenAt)));
        return new FeedItem(archive.Measurements(new MeasurementQuery()).Single(), Revision: 0);
    }

    private static string OpenSslHmac(string secret, string text)
    {
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-hmac", secret]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        openssl.StandardInput.Write(text);
        openssl.StandardInput.Close();
        string said = openssl.StandardOutput.ReadToEnd();
        openssl.WaitForExit();
        return said.Split(' ')[^1].Trim();
    }
}
