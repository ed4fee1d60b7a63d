using Microsoft.Playwright;
using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>What holds for each view: anybody can use it, on a phone too, and it asks nothing of other hosts.</summary>
public sealed class EveryViewTests : IAsyncLifetime, IAsyncDisposable
{
    private const int PhoneWidth = 360;

    private readonly Installation _installation = new();
    private ServingProcess _serve = null!;

    public async Task InitializeAsync()
    {
        await _installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        _serve = await _installation.ServeAsync("--web", "127.0.0.1:0");
        // One of somebody, one of nobody.
        await _installation.SucceedAsync("simulate", "scale", _serve.Address.ToString(), "--weight", "63.9");
        await _installation.SucceedAsync("simulate", "scale", _serve.Address.ToString(), "--weight", "20.5");
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        _installation.Dispose();
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/people")]
    [InlineData("/scales")]
    [InlineData("/recordings")]
    [InlineData("/recordings/1")]
    [InlineData("/forwarding")]
    [InlineData("/setup")]
    public async Task LightAndDark_DesktopAndPhone_AnybodyCanUseIt(string view)
    {
        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (int width in (int[])[1280, PhoneWidth])
            {
                await using Visit visit = await Visit.OpenAsync(_serve, view, new BrowserNewContextOptions { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = width, Height = 800 } });
                foreach (ILocator details in await visit.Page.Locator("main summary").AllAsync())
                {
                    await details.ClickAsync();
                }

                await Expect(visit.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
                (await Axe.FindingsAsync(visit.Page)).Should().BeEmpty($"of {view}, {theme}, {width} wide");
                (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, $"{view} does not scroll sideways");
                visit.Complaints.Should().BeEmpty($"of {view}");
            }
        }
    }

    [BrowserFact]
    public async Task KeyboardAlone_GoesFromViewToView_AndFromTabToTab()
    {
        await using Visit visit = await Visit.OpenAsync(_serve, "/");
        IKeyboard keys = visit.Page.Keyboard;

        await keys.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Skip to content" })).ToBeFocusedAsync();
        await TabToAsync(visit, visit.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Recordings" }));
        await keys.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Recordings" })).ToBeFocusedAsync();
        await TabToAsync(visit, visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Conversation 1, 8 Jun 2014, 08:16" }));
        await keys.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Conversation 1" })).ToBeFocusedAsync();
        await TabToAsync(visit, visit.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Exchange by exchange" }));
        await keys.PressAsync("ArrowRight");

        await Expect(visit.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Follow the stream" })).ToBeFocusedAsync();
        await visit.SeeAsync("Both directions in the order they went");
        await keys.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Tabpanel, new PageGetByRoleOptions { Name = "Follow the stream" })).ToBeFocusedAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Recordings" })).ToBeFocusedAsync();
    }

    // As somebody does who presses Tab until it is reached, and gives up after a while.
    private static async Task TabToAsync(Visit visit, ILocator wanted)
    {
        const int Patience = 40;
        for (int pressed = 0; pressed < Patience; pressed++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"{wanted} is not reached by Tab");
    }
}
