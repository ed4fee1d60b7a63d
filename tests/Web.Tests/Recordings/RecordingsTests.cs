using System.Net;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Postgres.Tests;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Capture;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Web.Tests.Recordings;

public sealed class RecordingsTests
{
    [Fact]
    public async Task List_NewestFirst_PageByPage()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await AddAsync(page, 5);

        Answer first = await Answer.GetAsync(page, "recordings?limit=2");
        Answer second = await Answer.GetAsync(page, "recordings?limit=2&cursor=" + first.Json.GetProperty("next").GetString());
        Answer third = await Answer.GetAsync(page, "recordings?limit=2&cursor=" + second.Json.GetProperty("next").GetString());

        Ids(first).Should().Equal(5, 4);
        Ids(second).Should().Equal(3, 2);
        Ids(third).Should().Equal(1);
        third.Json.GetProperty("next").ValueKind.Should().Be(JsonValueKind.Null);
        first.Json.GetProperty("recordings")[0].GetProperty("exchanges").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task ListOfAScale_IsThatOfNoOther()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await AddAsync(page, 2);
        await RecordedWeighIn.AddAsync(page.Archive);

        Ids(await Answer.GetAsync(page, "recordings?mac=" + WeighIn.Mac.ToUpperInvariant())).Should().Equal(3);
        Ids(await Answer.GetAsync(page, "recordings?mac=00:24:e4:00:00:01")).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task List_OnAServer()
    {
        PostgresAddress.TryParse(PostgresServer.Shared.NewDatabase(), out PostgresAddress? server, out _).Should().BeTrue();
        await using RunningPage page = await RunningPage.StartAsync(server: server);
        await AddAsync(page, 2);
        await RecordedWeighIn.AddAsync(page.Archive, forward: Archive.Outbox.OutboxState.Queued);

        Ids(await Answer.GetAsync(page, "recordings?limit=2")).Should().Equal(3, 2);
        Ids(await Answer.GetAsync(page, "recordings?mac=" + WeighIn.Mac)).Should().Equal(3);
        (await Answer.GetAsync(page, "forwarding")).Json.GetProperty("items").GetArrayLength().Should().Be(2);
        (await Answer.GetAsync(page, "setup")).Json.GetProperty("learned").GetBoolean().Should().BeTrue();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001&cursor=x&mac=12", "mac", "limit", "cursor")]
    [InlineData("page=2", "page")]
    [InlineData("limit=1&limit=2", "limit")]
    public async Task List_EveryWrongParameter_IsNamedAtOnce(string query, params string[] fields)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        Answer answer = await Answer.GetAsync(page, "recordings?" + query);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.BadFields.Should().Equal(fields);
    }

    [Fact]
    public async Task One_ExplainsEachExchange()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);

        Answer answer = await Answer.GetAsync(page, "recordings/1?whole=true");

        JsonElement[] exchanges = [.. answer.Json.GetProperty("exchanges").EnumerateArray()];
        exchanges.Select(exchange => exchange.GetProperty("kind").GetString())
            .Should().Equal("once get", "session new", "maint store", "measure store", "measure store", "session delete");
        Encoding.ASCII.GetString(exchanges[0].GetProperty("requestRaw").GetBytesFromBase64()).Should().StartWith("POST /cgi-bin/once HTTP/1.1\r\n").And.EndWith("\r\n\r\naction=get");
        exchanges[0].GetProperty("responseHead").GetString().Should().StartWith("HTTP/1.1 200 OK\r\n").And.EndWith("\r\n\r\n");
        JsonElement session = exchanges[1];
        JsonElement battery = session.GetProperty("decoded").GetProperty("request").EnumerateArray().First(field => field.GetProperty("name").GetString() == "batterylvl");
        (battery.GetProperty("value").GetString(), battery.GetProperty("meaning").GetString()).Should().Be(("82", "the battery, percent"));
        session.GetProperty("renewed").EnumerateArray().Select(field => field.GetProperty("path").GetString()).Should().Contain(["Date", "body.sessionid", "body.syp.utc"]);
        JsonElement measurement = exchanges[3].GetProperty("decoded").GetProperty("measurements")[0];
        measurement.GetProperty("takenAtUnix").GetInt64().Should().Be(1402215390);
        measurement.GetProperty("values")[0].GetProperty("value").GetRawText().Should().Be("63.185");
    }

    [Fact]
    public async Task One_IsRedactedUnlessAskedForWhole_AndSoAreItsFiles()
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);
        string[] secrets = [WeighIn.Hash, WeighIn.Once, WeighIn.SessionId, WeighIn.Mac];

        foreach (string path in (string[])["recordings/1", "recordings/1/har", "recordings/1/pcapng"])
        {
            Encoding.Latin1.GetString(await page.Client.GetByteArrayAsync("api/v1/" + path)).Should().NotContainAny(secrets, path);
            Encoding.Latin1.GetString(await page.Client.GetByteArrayAsync("api/v1/" + path + "?whole=true")).Should().ContainAll(secrets, path);
        }
    }

    [Theory]
    [InlineData("har", "application/json")]
    [InlineData("pcapng", "application/x-pcapng")]
    public async Task File_IsReadAsACapture(string format, string type)
    {
        await using RunningPage page = await RunningPage.StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);

        using HttpResponseMessage answer = await page.Client.GetAsync($"api/v1/recordings/1/{format}?whole=true");

        answer.Content.Headers.ContentType!.MediaType.Should().Be(type);
        answer.Content.Headers.ContentDisposition!.FileName.Should().Be("recording-1." + format);
        var exchanges = new Tally();
        CaptureReader.Read(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()), "recording-1." + format, CaptureOptions.Default, exchanges);
        exchanges.Count.Should().Be(6);
    }

    [Theory]
    [InlineData("recordings/17")]
    [InlineData("recordings/nonsense")]
    [InlineData("recordings/99999999999999999999/har")]
    [InlineData("recordings/-1/pcapng")]
    public async Task Unknown_NotFound(string path)
    {
        await using RunningPage page = await RunningPage.StartAsync();

        (await Answer.GetAsync(page, path)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task AddAsync(RunningPage page, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await page.Archive.WriteAsync(new ArchiveEntry { Recording = TemporaryArchive.Recording(), Exchanges = [TemporaryArchive.Exchange("not HTTP", "nor this")] });
        }
    }

    private static IEnumerable<long> Ids(Answer answer) => answer.Json.GetProperty("recordings").EnumerateArray().Select(static recording => recording.GetProperty("id").GetInt64());

    private sealed class Tally : ICaptureObserver
    {
        public int Count { get; private set; }

        public void OnExchange(CapturedConnection connection, Model.Wire.Exchange exchange) => Count++;

        public void OnClosed(CapturedConnection connection)
        {
        }

        public void OnHistory(Capture.History.HistoryRow row)
        {
        }
    }
}
