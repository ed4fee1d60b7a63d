using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users merge</c>: two people turned out to be one.</summary>
internal static class MergeUsersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string> into = PersonArgument.Create("PERSON");
        Argument<string> from = PersonArgument.Create("OTHER");
        var command = new Command("merge", "Make one person of two: PERSON stays, with all that OTHER weighed, and with what only OTHER's entry says") { into, from };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            KnownPeople people = archive.People();
            Person person = PersonArgument.Find(people, "PERSON", line.GetValue(into)!);
            Person other = PersonArgument.Find(people, "OTHER", line.GetValue(from)!);
            if (ReferenceEquals(person, other))
            {
                throw new UserException($"OTHER: '{line.GetValue(from)}' is the same person already");
            }

            await ChangedPerson.StoreAsync(archive, settings, person.MergedWith(other), other.Id);
            return 0;
        });
        return command;
    }
}
