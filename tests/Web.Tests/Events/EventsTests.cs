using System.Diagnostics;
using System.Net;
using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Postgres.Tests;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Web.Events;

namespace ScaleProxy.Web.Tests.Events;

public sealed class EventsTests
{
    [Fact]
    public async Task MeasurementArchivedByAnotherProcess_IsTold()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await page.Archive.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(1_700_000_000)));
        using EventStream stream = await EventStream.OpenAsync(page);

        await WeighElsewhereAsync(page, 1_700_000_001);

        (await stream.NextAsync()).Should().StartWith("""id: 2 | event: measurement | data: {"id":2,"mac":"00:24:e4:a1:b2:c3","userId":1,""").And.Contain("\"takenAtUnix\":1700000001,");
    }

    [PostgresFact]
    public async Task MeasurementArchivedByAnotherProcess_OnAServer_IsTold()
    {
        PostgresAddress.TryParse(PostgresServer.Shared.NewDatabase(), out PostgresAddress? server, out _).Should().BeTrue();
        await using RunningPage page = await RunningPage.StartAsync(server: server);
        await page.Archive.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(1_700_000_000)));
        using EventStream stream = await EventStream.OpenAsync(page);

        await WeighElsewhereAsync(page, 1_700_000_001);

        (await stream.NextAsync()).Should().Contain("event: measurement").And.Contain("\"takenAtUnix\":1700000001,");
    }

    [Fact]
    public async Task NobodyListensInBetween_NextListenerIsToldOnlyOfWhatIsNew()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        using (await EventStream.OpenAsync(page))
        {
            await WeighElsewhereAsync(page, 1_700_000_000);
        }

        using EventStream stream = await EventStream.OpenAsync(page);
        await WeighElsewhereAsync(page, 1_700_000_001);

        string? told = await stream.NextAsync();
        // The first may have been listened to still when the second came: then it is the same watch, which tells nothing twice.
        told = told!.StartsWith("id: 1 ", StringComparison.Ordinal) ? await stream.NextAsync() : told;
        told.Should().StartWith("id: 2 | event: measurement |");
    }

    [Fact]
    public async Task HowTheQueueStands_IsToldWithTheFirstLook()
    {
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Forwarding = "queue" });
        using EventStream stream = await EventStream.OpenAsync(page);

        // What came between the reading of a page and its listening would be told by nobody else.
        (await stream.NextAsync()).Should().Be("""event: forwarding | data: {"waiting":0,"sent":0,"failed":0}""");
    }

    [Fact]
    public async Task CutOff_CatchesUpFromTheLastItKnows()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await page.Archive.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(1_700_000_000 + i)));
        }

        using EventStream stream = await EventStream.OpenAsync(page, lastEvent: "1");

        (await stream.NextAsync()).Should().StartWith("id: 2 | event: measurement |");
        (await stream.NextAsync()).Should().StartWith("id: 3 | event: measurement |");
    }

    [Fact]
    public async Task Exchanges_AreToldInOrder_ThenThatTheScaleWasThere()
    {
        var hub = new EventHub();
        var metrics = new Web.Metrics.WireMetrics();
        await using RunningPage page = await RunningPage.StartAsync(with: services => services with { Events = hub, Metrics = metrics });
        using EventStream stream = await EventStream.OpenAsync(page);
        RecordingHandle recording = TemporaryArchive.Recording();
        recording.Mac = TemporaryArchive.Mac;
        var entry = new ArchiveEntry { Recording = recording, Exchanges = [Request("once", "action=get"), Request("session", "action=new&auth=00:24:e4:a1:b2:c3&hash=0123456789abcdef")] };
        await page.Archive.WriteAsync(entry);

        new WireEvents(hub, metrics, TimeProvider.System).Archived(entry);

        (await stream.NextAsync()).Should().Be("""event: exchange | data: {"recording":1,"mac":"00:24:e4:a1:b2:c3","kind":"once get","at":"2026-01-02T03:04:05.678Z"}""");
        (await stream.NextAsync()).Should().Be("""event: exchange | data: {"recording":1,"mac":"00:24:e4:a1:b2:c3","kind":"session new","at":"2026-01-02T03:04:05.678Z"}""", "no hash is told");
        (await stream.NextAsync()).Should().Be("""event: contact | data: {"mac":"00:24:e4:a1:b2:c3","at":"2026-01-02T03:04:05.678Z"}""");
        metrics.Exchanges.Should().Be(2);
    }

    [Fact]
    public async Task Silence_SignsOfLife()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { HeartbeatEvery = TimeSpan.FromMilliseconds(20) });
        using EventStream stream = await EventStream.OpenAsync(page);

        (await stream.NextAsync()).Should().Be(":");
        (await stream.NextAsync()).Should().Be(":");
    }

    [Fact]
    public async Task OnePageTooMany_Refused_UntilAnotherIsClosed()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { MaxEventStreams = 1, HeartbeatEvery = TimeSpan.FromMilliseconds(20) });
        using (await EventStream.OpenAsync(page))
        {
            using HttpResponseMessage second = await page.Client.GetAsync("api/v1/events");
            second.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        HttpStatusCode again;
        do
        {
            using HttpResponseMessage answer = await page.Client.GetAsync("api/v1/events", HttpCompletionOption.ResponseHeadersRead);
            again = answer.StatusCode;
        }
        while (again == HttpStatusCode.ServiceUnavailable);

        again.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ProcessEnds_StreamsEndAtOnce()
    {
        await using RunningPage page = await RunningPage.StartAsync(options => options with { ShutdownTimeout = TimeSpan.FromMinutes(5) });
        using EventStream stream = await EventStream.OpenAsync(page);
        long before = Stopwatch.GetTimestamp();

        await page.StopAsync();

        (await stream.NextAsync()).Should().BeNull();
        Stopwatch.GetElapsedTime(before).Should().BeLessThan(TimeSpan.FromMinutes(1), "requests are given five");
    }

    [Fact]
    public async Task ListenerThatTakesNothing_IsCutOff()
    {
        var hub = new EventHub();
        using EventListener stuck = hub.Listen(2)!;
        using EventListener other = hub.Listen(2)!;
        int heard = 0;

        for (int i = 0; i < 1000; i++)
        {
            hub.Publish("exchange", static json => json.WriteNullValue());
            heard += other.Waiting.TryRead(out _) ? 1 : 0;
        }

        heard.Should().Be(1000);
        int kept = 0;
        while (await stuck.Waiting.WaitToReadAsync())
        {
            kept += stuck.Waiting.TryRead(out _) ? 1 : 0;
        }

        kept.Should().BeInRange(1, 999, "what waits is bounded, and then the channel ends");
    }

    private static RecordedExchange Request(string endpoint, string form) => new(
        Encoding.ASCII.GetBytes($"POST /cgi-bin/{endpoint} HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: {form.Length}\r\n\r\n{form}"),
        ReadOnlyMemory<byte>.Empty,
        TemporaryArchive.Now);

    private static async Task WeighElsewhereAsync(RunningPage page, long at)
    {
        await using var other = ScaleArchive.Open(page.Where, TimeProvider.System);
        await other.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(at)));
    }
}
