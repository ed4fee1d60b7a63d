using System.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive</c>: the archive as a whole.</summary>
internal static class ArchiveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("archive", "The archive as a whole: copy it") { CopyCommand.Create() };
}
