namespace ScaleProxy.Cli.Doctor;

/// <summary>What the checks want to know of the machine they run on.</summary>
internal static class ThisMachine
{
    private static readonly (string Program, string[] Arguments)[] s_listings =
    [
        ("iptables-save", ["-t", "nat"]),
        ("ip6tables-save", ["-t", "nat"]),
        ("nft", ["-nn", "list", "ruleset"]),
    ];

    /// <summary>The firewall's rules, which root alone may read.</summary>
    public static async Task<RuleListing> RulesAsync(CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new RuleListing(Text: null, "only root may read the firewall's rules");
        }

        var texts = new List<string>();
        foreach ((string program, string[] arguments) in s_listings)
        {
            if (await SystemTool.ReadAsync(program, arguments, cancellation) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts.Count == 0
            ? new RuleListing(Text: null, "neither iptables-save nor nft works here")
            : new RuleListing(string.Join('\n', texts), WhyNot: null);
    }

    /// <summary>Whether the system keeps its clock right; null where it does not say.</summary>
    public static async Task<bool?> ClockIsSynchronizedAsync(CancellationToken cancellation) =>
        (await SystemTool.ReadAsync("timedatectl", ["show", "-p", "NTPSynchronized", "--value"], cancellation))?.Trim() switch
        {
            "yes" => true,
            "no" => false,
            _ => null,
        };

    /// <summary>How much room there is where a folder lies, bytes.</summary>
    public static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
