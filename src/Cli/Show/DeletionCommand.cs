using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy measurements delete</c> and <c>restore</c>: the owner takes measurements out, or back.</summary>
internal static class DeletionCommand
{
    /// <summary>Makes <c>delete</c>.</summary>
    public static Command Create(CommonOptions common) =>
        Create(common, "delete", "Take measurements out: they are shown, exported and handed on no more, until `measurements restore` takes them back", () => TimeProvider.System.GetUtcNow());

    /// <summary>Makes <c>restore</c>.</summary>
    public static Command CreateUndo(CommonOptions common) => Create(common, "restore", "Take back that measurements were deleted", () => null);

    private static Command Create(CommonOptions common, string name, string description, Func<DateTimeOffset?> at)
    {
        var ids = new Argument<long[]>("ID") { Description = "The measurements' numbers, as `measurements` shows them", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { ids };
        command.SetAction(async (line, cancellation) =>
        {
            await using ScaleArchive archive = OpenArchive.At(common.Read(line));
            int done = 0;
            foreach (long id in line.GetValue(ids)!)
            {
                EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Deletion = new Deletion(id, at()) }, CancellationToken.None);
                if (!outcome.Deleted)
                {
                    throw new UserException($"ID: there is no measurement {id} to {name}" + (done > 0 ? $"; the {done} before it {(done == 1 ? "was" : "were")} {name}d" : string.Empty));
                }

                done++;
            }

            return 0;
        });
        return command;
    }
}
