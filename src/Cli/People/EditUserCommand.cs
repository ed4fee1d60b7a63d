using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users edit</c>: change somebody.</summary>
internal static class EditUserCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string> who = PersonArgument.Create("PERSON");
        var name = new Option<string?>("--name") { Description = "What they are called", HelpName = "NAME" };
        var options = new PersonOptions();
        var command = new Command("edit", "Change somebody: only what is given, and `none` takes it back. Scales are told in their next session. Somebody who was removed comes back") { who, name };
        options.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            KnownPeople people = archive.People();
            Person person = PersonArgument.Find(people, "PERSON", line.GetValue(who)!) with { IsRemoved = false };
            person = line.GetValue(name) is { } called ? person with { Name = PersonOptions.Name("--name", called) } : person;
            await ChangedPerson.StoreAsync(archive, settings, options.Apply(line, person, people, TimeProvider.System.GetUtcNow()));
            return 0;
        });
        return command;
    }
}
