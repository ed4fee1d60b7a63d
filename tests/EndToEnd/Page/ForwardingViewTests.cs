using System.Net.Sockets;
using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

public sealed class ForwardingViewTests
{
    [BrowserFact]
    public async Task NoForwarding_SaysSo()
    {
        await using ShownPage shown = await ShownPage.OpenAsync("/forwarding");
        Visit visit = shown.Visit;

        await visit.SeeAsync("Nothing goes on to the vendor.");
    }

    [BrowserFact]
    public async Task VendorAway_WeightWaits_UntilItIsDropped()
    {
        using Socket nobody = UnansweringVendor.Bind(out string vendor);
        await using ShownPage shown = await ShownPage.OpenAsync("/forwarding", "--forward", "queue", "--upstream", $"http://{vendor}");
        Visit visit = shown.Visit;
        await visit.SeeAsync("Nothing waits.");

        await shown.ScaleComesAsync("63.9");
        await visit.PressAsync(AriaRole.Button, "Drop Measurement 3");
        await visit.PressAsync(AriaRole.Button, "Cancel");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Drop Measurement 3" })).ToBeVisibleAsync();
        await visit.PressAsync(AriaRole.Button, "Drop Measurement 3");
        await visit.PressAsync(AriaRole.Button, "Drop");

        await visit.SeeAsync("Nothing waits.");
        (await shown.Installation.SucceedAsync("measurements", "--json")).Json.GetArrayLength().Should().Be(3, "it stays in the archive");
        visit.Complaints.Should().BeEmpty();
    }
}
