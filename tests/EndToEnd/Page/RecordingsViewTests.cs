using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class RecordingsViewTests
{
    private const string Mac = "00:24:e4:5c:a1:e0";

    [BrowserFact]
    public async Task Conversation_IsReadAsHead_Fields_Chunks_AndBytes()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/recordings");
        Visit visit = shown.Visit;
        await visit.PressAsync(AriaRole.Link, "Conversation 1, 8 Jun 2014, 08:16");
        ILocator session = visit.Page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = "2. session new" });
        ILocator panel = session.GetByRole(AriaRole.Tabpanel);

        await Expect(panel).ToContainTextAsync("POST /cgi-bin/session HTTP/1.1");
        await Expect(panel).ToContainTextAsync("Transfer-Encoding: chunked");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Decoded" }).ClickAsync();
        await Expect(panel).ToContainTextAsync("the firmware it runs");
        await Expect(panel).ToContainTextAsync("\"goff\": 7200");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Chunks" }).ClickAsync();
        await Expect(panel).ToContainTextAsync("396 bytes, written 18c");
        await session.GetByRole(AriaRole.Tab, new LocatorGetByRoleOptions { Name = "Raw bytes" }).ClickAsync();
        await Expect(panel).ToContainTextAsync("0000 50 4f 53 54 20 2f 63 67 69 2d 62 69 6e 2f 73 65 POST /cgi-bin/se");
        await session.GetByText("When this reply is given again, 10 fields are renewed").ClickAsync();
        await Expect(session).ToContainTextAsync("the time zone's offset from UTC");
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Whole_ShowsWhatStandInsStandFor_AndDownloadsIt()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/recordings/1");
        Visit visit = shown.Visit;
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
        await using ShownPage shown = await ShownPage.OpenAsync("/recordings/1");
        Visit visit = shown.Visit;
        await shown.Serve.TerminateAsync();

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
