using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users add</c>: somebody new.</summary>
internal static class AddUserCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var name = new Argument<string>("NAME") { Description = "What they are called" };
        var options = new PersonOptions();
        var command = new Command("add", "Add somebody. Every scale is told of them from its next session on; give --weight, so that it recognises them the first time") { name };
        options.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            string called = PersonOptions.Name("NAME", line.GetValue(name)!);
            await using ScaleArchive archive = OpenArchive.At(settings);
            var person = new Person { Name = called, ShortName = options.GivesShortName(line) ? string.Empty : ShortNameFor(called), IsAdded = true };
            await ChangedPerson.StoreAsync(archive, settings, options.Apply(line, person, archive.People(), TimeProvider.System.GetUtcNow()));
            return 0;
        });
        return command;
    }

    private static string ShortNameFor(string name) =>
        ShortName.From(name) ?? throw new UserException($"NAME: '{name}' has no letters that a scale could show; give up to {ShortName.MaxLength} with --short-name");
}
