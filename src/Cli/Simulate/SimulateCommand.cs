using System.CommandLine;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Simulate;

/// <summary><c>scaleproxy simulate</c>: a scale or a vendor that are not there, to try a set-up with.</summary>
internal static class SimulateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common) => new("simulate", "A scale, or a vendor, to try a set-up with, without stepping on anything")
    {
        SimulateScaleCommand.Create(common),
        SimulateVendorCommand.Create(common),
    };
}
