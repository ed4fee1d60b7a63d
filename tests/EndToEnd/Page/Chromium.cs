using Microsoft.Playwright;
using ScaleProxy.EndToEnd.Exporting;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>Debian's browser, without a window.</summary>
internal static class Chromium
{
    private const string Program = "chromium";

    // Started with the first test that looks, and ends with the tests: to start one takes longer than most of them.
    private static readonly Lazy<Task<IBrowser>> s_browser = new(LaunchAsync);

    /// <summary>What is missing; null for nothing.</summary>
    public static string? Missing { get; } = Reader.Find(Program) is null ? Program + " is not installed (.ci/run installs it)" : null;

    /// <summary>The browser. Each test has a context of its own in it.</summary>
    public static Task<IBrowser> BrowserAsync() => s_browser.Value;

    private static async Task<IBrowser> LaunchAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Reader.Find(Program),
            // Tests may run as root, whom Chromium's sandbox refuses.
            Args = ["--no-sandbox"],
        });
    }
}
