using System.Diagnostics;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test in network namespaces with redirect rules of its own; skipped, saying why, where it may not make them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    private static readonly string? s_missing = FindMissing();

    public NamespaceFactAttribute() => Skip = s_missing;

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "only root makes network namespaces";
        }

        foreach (string tool in (string[])["ip", "iptables", "ip6tables"])
        {
            if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))
            {
                return $"{tool} is not installed (packages iproute2 and iptables)";
            }
        }

        string name = FormattableString.Invariant($"sp-try-{Environment.ProcessId}");
        bool can = Run("ip", "netns", "add", name)
            && Run("ip", "netns", "exec", name, "iptables", "-t", "nat", "-L", "-n")
            && Run("ip", "netns", "exec", name, "ip6tables", "-t", "nat", "-L", "-n");
        Run("ip", "netns", "del", name);
        return can ? null : "this kernel, or this container, lets nobody make network namespaces with redirect rules";
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
