namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>The names of faults on the command line.</summary>
public static class VendorFaultText
{
    private static readonly (string Name, VendorFault Fault)[] s_names =
    [
        ("none", VendorFault.None),
        ("503", VendorFault.Unavailable),
        ("drop", VendorFault.Drop),
        ("hang", VendorFault.Hang),
        ("reset", VendorFault.Reset),
        ("slow", VendorFault.Slow),
        ("truncate", VendorFault.Truncate),
        ("bad-json", VendorFault.BadJson),
        ("bad-status", VendorFault.BadStatus),
        ("oversize", VendorFault.Oversize),
        ("no-length", VendorFault.NoLength),
    ];

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_names.Select(entry => entry.Name)];

    /// <summary>The fault of a name; null where there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static VendorFault? Find(string name)
    {
        foreach ((string known, VendorFault fault) in s_names)
        {
            if (known == name)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The name of a fault.</summary>
    public static string NameOf(VendorFault fault) => Array.Find(s_names, entry => entry.Fault == fault).Name;
}
