using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users remove</c>: no scale is told of somebody any more.</summary>
internal static class RemoveUserCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string> who = PersonArgument.Create("PERSON");
        var command = new Command("remove", "Tell no scale of somebody any more; what they weighed stays theirs") { who };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            Person person = PersonArgument.Find(archive.People(), "PERSON", line.GetValue(who)!);
            await ChangedPerson.StoreAsync(archive, settings, person with { IsRemoved = true });
            return 0;
        });
        return command;
    }
}
