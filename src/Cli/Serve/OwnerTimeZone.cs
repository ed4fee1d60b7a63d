using System.CommandLine;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Serve;

/// <summary>The option for the owner's time zone, which scales are told.</summary>
internal static class OwnerTimeZone
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Option() =>
        new("--timezone") { Description = "The time zone that scales are told, for example Europe/Paris (default: this machine's)", HelpName = "ZONE" };

    /// <summary>The zone of that name; null gives this machine's.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static TimeZoneInfo Read(string? id) => TimeZoneText.Read("--timezone", id);
}
