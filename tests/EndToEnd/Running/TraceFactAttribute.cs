using System.Diagnostics;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test that watches the program's system calls; skipped, saying why, where nobody can.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TraceFactAttribute : FactAttribute
{
    private static readonly string? s_missing = FindMissing();

    public TraceFactAttribute() => Skip = s_missing;

    private static string? FindMissing()
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace"))))
        {
            return "strace is not installed";
        }

        using Process process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : "this container lets nobody trace a process";
    }
}
