using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class RecordingsViewTests
{
    private const string Mac = "00:24:e4:5c:a1:e0";

    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [BrowserFact]
    public async Task Conversation_IsReadAsHead_Fields_Chunks_AndBytes()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/recordings");
        await visit.PressAsync(AriaRole.Link, "Conversation 1, 8 Jun 2014, 08:16");
        ILocator session = visit.Page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = "2. session new" });
        ILocator shown = session.GetByRole(AriaRole.Tabpanel);

        await Expect(shown).ToContainTextAsync("POST /cgi-bin/session HTTP/1.1");
        await Expect(shown).ToContainTextAsync("Transfer-Encoding: chunked");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Decoded" }).ClickAsync();
        await Expect(shown).ToContainTextAsync("the firmware it runs");
        await Expect(shown).ToContainTextAsync("\"goff\": 7200");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Chunks" }).ClickAsync();
        await Expect(shown).ToContainTextAsync("396 bytes, written 18c");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Raw bytes" }).ClickAsync();
        await Expect(shown).ToContainTextAsync("0000 50 4f 53 54 20 2f 63 67 69 2d 62 69 6e 2f 73 65 POST /cgi-bin/se");
        await session.GetByText("When this reply is given again, 10 fields are renewed").ClickAsync();
        await Expect(session).ToContainTextAsync("the time zone's offset from UTC");
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Whole_ShowsWhatStandInsStandFor_AndDownloadsIt()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/recordings/1");
        ILocator main = visit.Page.GetByRole(AriaRole.Main);
        await visit.PressAsync(AriaRole.Tab, "Follow the stream");
        await visit.SeeAsync("auth=00:24:e4:00:00:01");
        await Expect(main).Not.ToContainTextAsync(Mac);

        await visit.Page.GetByRole(AriaRole.Switch).CheckAsync();

        await visit.SeeAsync("auth=" + Mac);
        await Expect(visit.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Follow the stream" })).ToHaveAttributeAsync("aria-selected", "true");
        (await DownloadedAsync(visit, "Download HAR")).Should().Contain("\"log\"").And.Contain(Mac);
        await visit.Page.GetByRole(AriaRole.Switch).UncheckAsync();
        await visit.SeeAsync("auth=00:24:e4:00:00:01");
        (await DownloadedAsync(visit, "Download pcapng")).Should().Contain("auth=00:24:e4:00:00:01").And.NotContain(Mac);
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task ProgramGone_SaidInWords()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("import", Sample);
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/recordings/1");
        await serve.TerminateAsync();

        await visit.Page.GetByRole(AriaRole.Switch).CheckAsync();

        await Expect(visit.Page.GetByText("ScaleProxy was not reached. Is it still running?")).ToBeVisibleAsync();
    }

    private static async Task<string> DownloadedAsync(Visit visit, string link)
    {
        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.PressAsync(AriaRole.Link, link));
        await using Stream file = await download.CreateReadStreamAsync();
        using var text = new StreamReader(file, System.Text.Encoding.Latin1);
        return await text.ReadToEndAsync();
    }
}
