using System.CommandLine;
using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Doctor;

namespace ScaleProxy.Cli.Archiving;

/// <summary><c>scaleproxy archive vacuum</c>: give unused space back.</summary>
internal static class VacuumCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("vacuum", "Give back the space that the archive's file holds and has no use for; not while serve runs");
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            (ArchiveSize before, ArchiveSize after) = await Task.Run(
                () => ArchiveVacuum.Run(OpenArchive.OptionsOf(settings), TimeProvider.System, ThisMachine.FreeBytes, cancellation),
                CancellationToken.None);
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("bytesBefore", before.Bytes);
                    json.WriteNumber("bytes", after.Bytes);
                    json.WriteEndObject();
                });
            }
            else
            {
                Console.WriteLine($"{ByteText.Of(before.Bytes)} before, {ByteText.Of(after.Bytes)} now");
            }

            return 0;
        });
        return command;
    }
}
