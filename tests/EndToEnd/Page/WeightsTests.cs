using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class WeightsTests
{
    [BrowserFact]
    public async Task WeighIn_AppearsByItself_AndIsSaid()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/");
        Visit visit = shown.Visit;
        ILocator lea = visit.Page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Whose weights" }).GetByRole(AriaRole.Button).Filter(new LocatorFilterOptions { HasText = "LEA" });
        await Expect(lea).ToContainTextAsync("63.185 kg");

        await shown.ScaleComesAsync("63.9");

        await Expect(lea).ToContainTextAsync("63.9 kg");
        await Expect(visit.Page.GetByText("LEA weighed 63.9 kg.")).ToHaveCountAsync(1);
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task WeightOfNobody_IsGivenByOnePress_AndTakenBack()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/");
        Visit visit = shown.Visit;
        await shown.ScaleComesAsync("70.6");
        await visit.GoAsync("/people");
        await visit.SeeAsync("1 weighing of nobody yet");
        await visit.SeeAsync("nobody is near enough");

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "to TOM" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "of nobody yet" })).ToBeHiddenAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Article).Filter(new LocatorFilterOptions { HasText = "TOM" })).ToContainTextAsync("70.6 kg");
        (await NewestUserAsync(shown.Installation)).Should().Be("TOM");

        await visit.PressAsync(AriaRole.Button, "Undo");

        await visit.SeeAsync("1 weighing of nobody yet");
        (await NewestUserAsync(shown.Installation)).Should().BeNull();
        visit.Complaints.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task PersonEdited_NextSessionReplyCarriesIt()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/people");
        Visit visit = shown.Visit;

        await visit.PressAsync(AriaRole.Button, "Edit LEA");
        await visit.Page.GetByLabel("Short name").FillAsync("LEO");
        await visit.Page.GetByLabel("Height, cm").FillAsync("170.5");
        await visit.PressAsync(AriaRole.Button, "Save");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await shown.ScaleComesAsync();

        string newest = (await shown.Installation.SucceedAsync("recordings", "list", "--json")).Json.EnumerateArray().Last().GetProperty("id").GetRawText();
        (await shown.Installation.SucceedAsync("recordings", "show", newest, "--whole")).Output.Should().Contain("\"sn\":\"LEO\"").And.Contain("\"ht\":1.705").And.NotContain("\"sn\":\"LEA\"");
        visit.Complaints.Should().BeEmpty();
    }

    private static async Task<string?> NewestUserAsync(Installation installation) =>
        (await installation.SucceedAsync("measurements", "--json")).Json.EnumerateArray().Last().GetProperty("user").GetString();
}
