using System.Text.Json;
using Microsoft.Playwright;
using ScaleProxy.EndToEnd.Exporting;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>axe-core of npm, which finds what keeps people from using a page.</summary>
internal static class Axe
{
    private static readonly string s_script = Path.Combine(Reader.Packages, "node_modules", "axe-core", "axe.min.js");

    /// <summary>What is missing; null for nothing.</summary>
    public static string? Missing { get; } = File.Exists(s_script) ? null : $"axe-core of npm is not in {Reader.Packages} (.ci/run puts it there)";

    /// <summary>What it holds against a page, the serious and the critical, each with the first element that it means.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(s_script));
        JsonElement found = (await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations"))!;
        return [.. found.EnumerateArray()
            .Where(static one => one.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(static one => $"{one.GetProperty("id")}: {one.GetProperty("help")}: {one.GetProperty("nodes")[0].GetProperty("html")}")];
    }
}
