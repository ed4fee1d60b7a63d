using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Forward;

/// <summary><c>scaleproxy forward</c>: what is handed on to the vendor, what waits, and what has failed.</summary>
internal static class ForwardCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common) =>
        new("forward", "What `serve --forward queue` hands on to the vendor: how it stands, and what to do about it")
        {
            CreateStatus(common),
            FlushCommand.Create(common),
            CreateOne(
                common,
                "retry",
                "Queue something again that has failed or was dropped",
                "has neither failed nor was it dropped",
                static (id, now) => new OutboxChange.Retry(id, now)),
            CreateOne(
                common,
                "drop",
                "Take something out that waits or has failed; it is not handed on",
                "neither waits nor has failed",
                static (id, now) => new OutboxChange.Drop(id, now)),
            CreateBackfill(common),
        };

    private static Command CreateStatus(CommonOptions common)
    {
        var command = new Command("status", "How many wait, were sent and have failed, when the vendor is called next, and why the last call failed");
        command.SetAction(async (line, _) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            ForwardStatus.Write(archive.Outbox.Summary(), settings.Json, TimeProvider.System);
            return 0;
        });
        return command;
    }

    private static Command CreateOne(CommonOptions common, string name, string description, string not, Func<long, DateTimeOffset, OutboxChange> change)
    {
        var id = new Argument<long>("ID") { Description = "Its number, as `scaleproxy forward status` shows it" };
        var command = new Command(name, description) { id };
        command.SetAction(async (line, _) =>
        {
            Settings settings = common.Read(line);
            long asked = line.GetValue(id);
            await using ScaleArchive archive = OpenArchive.At(settings);
            if (await archive.Outbox.ChangeAsync(change(asked, TimeProvider.System.GetUtcNow())) == 0)
            {
                throw new UserException(FormattableString.Invariant($"{asked}: there is nothing of that number, or it {not}; `scaleproxy forward status` shows what there is"));
            }

            ForwardStatus.Write(archive.Outbox.Summary(), settings.Json, TimeProvider.System);
            return 0;
        });
        return command;
    }

    private static Command CreateBackfill(CommonOptions common)
    {
        var since = new Option<string>("--since") { Description = "Not taken before this time (2026-01-31, 2026-01-31T07:30, unix seconds)", HelpName = "DATE", Required = true };
        var command = new Command("backfill", "Queue what `serve` archived while nothing was handed on") { since };
        command.SetAction(async (line, _) =>
        {
            Settings settings = common.Read(line);
            DateTimeOffset from = MomentText.Read("--since", line.GetValue(since))!.Value;
            await using ScaleArchive archive = OpenArchive.At(settings);
            int queued = await archive.Outbox.ChangeAsync(new OutboxChange.Backfill(from, TimeProvider.System.GetUtcNow()));
            await Console.Error.WriteLineAsync($"queued {Plural.Of(queued, "measurement")}");
            ForwardStatus.Write(archive.Outbox.Summary(), settings.Json, TimeProvider.System);
            return 0;
        });
        return command;
    }
}
