using Microsoft.Playwright;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>Somebody who looks at the owner's page, and hears what the browser has to say against it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        Address = address;
        page.Console += (_, message) => Complain(message.Type == "error", $"console: {message.Text} ({message.Location})");
        page.PageError += (_, error) => Complain(true, $"error: {error}");
        page.Request += (_, request) => Complain(!IsOwn(request.Url), $"request to another host: {request.Url}");
    }

    /// <summary>What is shown.</summary>
    public IPage Page { get; }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; }

    /// <summary>Errors in the browser's console, and requests to other hosts.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>Opens a view on a desktop.</summary>
    public static Task<Visit> OpenAsync(ServingProcess serving, string view) =>
        OpenAsync(serving, view, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });

    /// <summary>Opens a view as a browser that is set up in some way.</summary>
    public static async Task<Visit> OpenAsync(ServingProcess serving, string view, BrowserNewContextOptions look)
    {
        IBrowser browser = await Chromium.BrowserAsync();
        look.Locale = "en-GB";
        IBrowserContext context = await browser.NewContextAsync(look);
        var visit = new Visit(context, await context.NewPageAsync(), await serving.PageAsync());
        await visit.GoAsync(view);
        return visit;
    }

    /// <summary>Goes to a view as who types its address does, and waits until it is drawn.</summary>
    public async Task GoAsync(string view)
    {
        await Page.GotoAsync(new Uri(Address, view).ToString());
        await Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 }).WaitForAsync();
    }

    /// <summary>Waits until a text is shown somewhere in the view.</summary>
    public Task SeeAsync(string text) => Page.GetByRole(AriaRole.Main).GetByText(text).First.WaitForAsync();

    /// <summary>Presses what has a name.</summary>
    public Task PressAsync(AriaRole role, string name) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name, Exact = true }).ClickAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private bool IsOwn(string url) => new Uri(url) is { Scheme: "data" or "blob" } || url.StartsWith(Address.ToString(), StringComparison.Ordinal);

    private void Complain(bool isOne, string complaint)
    {
        if (isOne)
        {
            lock (_complaints)
            {
                _complaints.Add(complaint);
            }
        }
    }
}
