using System.CommandLine;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive</c>: the archive as a whole.</summary>
internal static class ArchiveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common) => new("archive", "The archive as a whole: check it, back it up, make it smaller, copy it")
    {
        CheckCommand.Create(common),
        BackupCommand.Create(common),
        VacuumCommand.Create(common),
        CopyCommand.Create(),
    };
}
