using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ScaleProxy.Capture.Tests;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>The strict scale, and captures, that were made apart from this project.</summary>
internal static class BlackBox
{
    private static readonly string s_shared = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));

    public static string Scale { get; } = Path.Combine(s_shared, "tools", "scale.py");

    public static string Vendor { get; } = Path.Combine(s_shared, "tools", "vendor.py");

    public static string Capture(string name) => Path.Combine(s_shared, "captures", name);

    /// <summary>Lets the scale weigh in.</summary>
    /// <returns>Its exit status, 0 where it was content, and its report.</returns>
    public static async Task<(int Status, JsonElement Report)> WeighInAsync(IPEndPoint address, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [Scale, address.Address.ToString(), address.Port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        string report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, JsonDocument.Parse(report).RootElement);
    }
}
