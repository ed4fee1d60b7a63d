using System.Diagnostics;

namespace ScaleProxy.Proxy.Tests.Dns.Config;

/// <summary>Programs that may be installed on this machine.</summary>
internal static class InstalledTool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Where a program is; null where it is not. Administrators' programs are looked for too.</summary>
    public static string? Find(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Append("/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Has a program read a file, and expects it to find no fault.</summary>
    public static async Task TakesAsync(string name, IEnumerable<string> lines, Func<string, string[]> arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scaleproxy-test-");
        try
        {
            string file = Path.Combine(folder.FullName, "config");
            await File.WriteAllLinesAsync(file, lines);
            using Process process = Process.Start(new ProcessStartInfo(Find(name)!, arguments(file)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(s_patience);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.Should().Be(0, await output + await error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
