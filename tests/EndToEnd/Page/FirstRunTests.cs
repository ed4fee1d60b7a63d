using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Learning;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class FirstRunTests
{
    private static string Sample => Path.Combine(Repository.Root, "captures", "weigh-in.pcap");

    [BrowserFact]
    public async Task NothingLearned_LeadsToSetUp_WhereAnUploadTeaches()
    {
        using var installation = new Installation();
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(visit.Address, "/setup").ToString());

        await visit.Page.GetByLabel("Drop a capture here, or choose a file").SetInputFilesAsync(Sample);

        await visit.SeeAsync("6 exchanges with a scale found. 2 measurements archived.");
        await visit.SeeAsync("Learned WS-30 00:24:e4:5c:a1:e0: firmware 211, battery 82 %. 5 replies are known. Its secret is known too");
        await Expect(StepOf(visit, "ScaleProxy can answer without the vendor")).ToContainTextAsync("Done:");
        await Expect(StepOf(visit, "A scale called")).ToContainTextAsync("Not yet:");
        await visit.PressAsync(AriaRole.Link, "go to the weights");
        await visit.SeeAsync("LEA");
        visit.Complaints.Should().BeEmpty();
        (await installation.SucceedAsync("simulate", "scale", serve.Address.ToString())).Status.Should().Be(0, "the scale is answered now");
    }

    [BrowserFact]
    public async Task FileOfSomethingElse_IsRefusedInWords_AndAnotherMayFollow()
    {
        using var installation = new Installation();
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/setup");
        ILocator file = visit.Page.GetByLabel("Drop a capture here, or choose a file");

        await file.SetInputFilesAsync(new FilePayload { Name = "holiday.jpg", MimeType = "image/jpeg", Buffer = [0xff, 0xd8, 0xff, 0xe0] });
        await visit.SeeAsync("holiday.jpg");
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToBeHiddenAsync();
        await file.SetInputFilesAsync(Sample);

        await visit.SeeAsync("6 exchanges with a scale found");
    }

    [BrowserFact]
    public async Task ScaleComesByLearn_StepsTickThemselves()
    {
        using var installation = new Installation();
        using var vendor = new ScriptedVendor();
        await using ServingProcess learn = await installation.LearnAsync(vendor.Address, "--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(learn, "/setup");
        await Expect(StepOf(visit, "A scale called")).ToContainTextAsync("Not yet:");
        await Expect(visit.Page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Lines to add" })).ToContainTextAsync("address=/withings.net/");

        await WeighInLine.WeighInAsync(learn.Address);

        foreach (string step in (string[])["A scale called", "Its request for a token was answered", "A session was begun", "A weight was archived", "ScaleProxy can answer without the vendor"])
        {
            await Expect(StepOf(visit, step)).ToContainTextAsync("Done:");
        }

        await visit.SeeAsync("A scale was learned.");
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task RouterChosen_LinesAreItsOwn_AndAreCopied()
    {
        using var installation = new Installation();
        await using ServingProcess serve = await installation.ServeAsync("--web", "127.0.0.1:0");
        await using Visit visit = await Visit.OpenAsync(serve, "/setup", new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });

        await visit.Page.GetByLabel("Your router or name server").SelectOptionAsync("unbound");
        await visit.PressAsync(AriaRole.Button, "Copy");

        await Expect(visit.Page.GetByRole(AriaRole.Status).GetByText("Copied.")).ToBeVisibleAsync();
        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Contain("local-data:").And.NotContain("address=/");
    }

    private static ILocator StepOf(Visit visit, string title) =>
        visit.Page.GetByRole(AriaRole.Listitem).Filter(new LocatorFilterOptions { HasText = title });
}
