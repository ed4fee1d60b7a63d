using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;

namespace ScaleProxy.Web.Tests.Setup;

public sealed class SetupTests
{
    [Fact]
    public async Task FirstRun_BeginsWithListening()
    {
        await using RunningPage page = await StartAsync();

        JsonElement setup = (await Answer.GetAsync(page, "setup")).Json;

        Done(setup).Should().Equal("listening");
        setup.GetProperty("learned").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task ScaleThatCameBy_TicksEveryStep()
    {
        await using RunningPage page = await StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive);

        JsonElement setup = (await Answer.GetAsync(page, "setup")).Json;

        Done(setup).Should().Equal("listening", "dns", "contact", "once", "session", "measurement", "learned");
        setup.GetProperty("steps")[2].GetProperty("at").GetString().Should().Be("2014-06-08T08:16:58Z");
        setup.GetProperty("learned").GetBoolean().Should().BeTrue();
        setup.GetProperty("steps")[6].GetProperty("hint").GetString().Should().BeEmpty();
    }

    [Fact]
    public async Task Capture_TeachesWithoutAScaleHavingCalled()
    {
        await using RunningPage page = await StartAsync();
        await RecordedWeighIn.AddAsync(page.Archive, source: "import");

        Done((await Answer.GetAsync(page, "setup")).Json).Should().Equal("listening", "once", "session", "measurement", "learned");
    }

    [Fact]
    public async Task ScaleThatCalledByAddress_WasNotSentByName()
    {
        await using RunningPage page = await StartAsync();
        await page.Archive.WriteAsync(new ArchiveEntry
        {
            Recording = TemporaryArchive.Recording(),
            Exchanges = [TemporaryArchive.Exchange("POST /cgi-bin/once HTTP/1.1\r\nHost: 192.168.7.2\r\nContent-Length: 10\r\n\r\naction=get", string.Empty)],
        });

        Done((await Answer.GetAsync(page, "setup")).Json).Should().Equal("listening", "contact");
    }

    [Fact]
    public async Task Names_AreToldForEachKindOfNameServer()
    {
        await using RunningPage page = await StartAsync();

        JsonElement names = (await Answer.GetAsync(page, "setup")).Json.GetProperty("dns");

        names.GetProperty("hostNames").EnumerateArray().Select(name => name.GetString()).Should().Contain("withings.net");
        names.GetProperty("address").GetString().Should().Be("192.168.7.2");
        JsonElement usual = names.GetProperty("lines")[0];
        usual.GetProperty("router").GetString().Should().Be("dnsmasq");
        usual.GetProperty("text").GetString().Should().StartWith("# ==== the file /etc/dnsmasq.d").And.Contain("\naddress=/withings.net/192.168.7.2\n");
        names.GetProperty("lines").GetArrayLength().Should().Be(8);
    }

    private static Task<RunningPage> StartAsync() => RunningPage.StartAsync(with: services => services with { ScaleAddress = "192.168.7.2:80" });

    private static IEnumerable<string?> Done(JsonElement setup) =>
        setup.GetProperty("steps").EnumerateArray().Where(static step => step.GetProperty("done").GetBoolean()).Select(static step => step.GetProperty("id").GetString());
}
