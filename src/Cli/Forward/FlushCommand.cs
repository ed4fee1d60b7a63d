using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Cli.Forward;

/// <summary>
/// <c>scaleproxy forward flush</c>: hand on now what waits. It is asked for in the archive, where a <c>serve</c> that hands on
/// finds it at its next look; where none does within some looks, the command does it itself.
/// </summary>
internal static class FlushCommand
{
    private const int LooksToWait = 4;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var sender = new SenderCommandLine();
        var command = new Command("flush", "Hand on now what waits, whatever its time: by the running serve, or, where none hands on, by itself");
        sender.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            ForwardOptions options = sender.Read(line);
            using var log = new StandardErrorLog(settings.Verbose);
            await using ScaleArchive archive = OpenArchive.At(settings);
            await archive.Outbox.ChangeAsync(new OutboxChange.Ask(TimeProvider.System.GetUtcNow()));
            if (!await IsAnsweredAsync(archive, options, cancellation))
            {
                var outbox = new ArchivedOutbox(archive, "forward flush", TimeProvider.System);
                await new Forwarder(options, outbox, sender.Resolver(line), [], TimeProvider.System, Random.Shared, log).LookAsync(cancellation);
            }

            await UntilOverAsync(archive, cancellation);
            OutboxSummary summary = archive.Outbox.Summary();
            ForwardStatus.Write(summary, settings.Json, TimeProvider.System);
            return summary.Waiting == 0 ? 0
                : throw new UserException($"{Plural.Of(summary.Waiting, "item")} could not be handed on and still wait{(summary.Waiting == 1 ? "s" : string.Empty)}; `scaleproxy forward status` says why");
        });
        return command;
    }

    private static async Task<bool> IsAnsweredAsync(ScaleArchive archive, ForwardOptions options, CancellationToken cancellation)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (archive.Outbox.Turn().AskedAt is not null)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > options.LookInterval * LooksToWait)
            {
                return false;
            }

            await Task.Delay(s_look, cancellation);
        }

        return true;
    }

    // Whoever sends gives its turn back; one that has died loses it.
    private static async Task UntilOverAsync(ScaleArchive archive, CancellationToken cancellation)
    {
        while (archive.Outbox.Turn().Until > TimeProvider.System.GetUtcNow())
        {
            await Task.Delay(s_look, cancellation);
        }
    }
}
