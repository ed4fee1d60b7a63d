using System.Net.Sockets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>What happens after a view has read what it shows, and before the stream of events tells it anything.</summary>
public sealed class OpeningViewTests
{
    [BrowserTheory]
    [InlineData("/", "#view .person-tile >> text=63.9 kg")]
    [InlineData("/people", "#view article >> text=63.9 kg")]
    [InlineData("/recordings", "#view [aria-label^='Conversation 2,']")]
    [InlineData("/forwarding", "#view [aria-label='Drop Measurement 3']")]
    [InlineData("/scales", "#view article >> text=just now")]
    public async Task ScaleComesBeforeTheStreamBegins_IsShown(string view, string appears)
    {
        using Socket nobody = UnansweringVendor.Bind(out string vendor);
        await using ShownPage shown = await ShownPage.OpenAsync("/recordings/1", "--forward", "queue", "--upstream", $"http://{vendor}");
        IPage page = shown.Visit.Page;
        var held = new TaskCompletionSource<IRoute>();
        await page.RouteAsync("**/api/v1/events", held.SetResult);
        await shown.Visit.GoAsync(view);
        IRoute stream = await held.Task;
        await Expect(page.Locator(appears)).ToHaveCountAsync(0);
        await shown.ScaleComesAsync("63.9");

        await stream.ContinueAsync();

        await Expect(page.Locator(appears)).ToBeVisibleAsync();
        shown.Visit.Complaints.Should().BeEmpty();
    }
}
