using ScaleProxy.Archive;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Cli.Serve;

/// <summary>One connection of a scale, as it goes into the archive.</summary>
/// <param name="archive">The archive.</param>
/// <param name="weights">Is told what was archived.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">Our address and port.</param>
/// <param name="clock">The time.</param>
internal sealed class ArchivedConnection(ScaleArchive archive, NewestWeights weights, string client, string server, TimeProvider clock) : IKeptConnection
{
    private readonly ConnectionRecordings _recordings = new(client, server, "serve");

    /// <inheritdoc/>
    public async ValueTask KeepAsync(KeptTurn turn)
    {
        try
        {
            ArchiveEntry entry = EntryOf(turn);
            await archive.WriteAsync(entry, CancellationToken.None);
            weights.Archived(entry.Measurements);
        }
        catch (ArchiveException e)
        {
            throw new KeepException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask PostAsync(KeptTurn turn)
    {
        if (archive.IsShared && turn.Opened is not null)
        {
            // The next request may reach another process.
            await KeepAsync(turn);
            return;
        }

        try
        {
            await archive.PostAsync(EntryOf(turn), CancellationToken.None);
        }
        catch (ArchiveException e)
        {
            throw new KeepException(e.Message, e);
        }
    }

    private ArchiveEntry EntryOf(KeptTurn turn)
    {
        DateTimeOffset now = clock.GetUtcNow();
        RecordingHandle recording = _recordings.At(turn.Exchanges is [var first, ..] ? first.StartedAt : now, turn.Mac);
        if (turn.Closed is not null)
        {
            _recordings.End();
        }

        var exchanges = new RecordedExchange[turn.Exchanges.Count];
        for (int i = 0; i < exchanges.Length; i++)
        {
            KeptExchange kept = turn.Exchanges[i];
            exchanges[i] = new RecordedExchange(kept.Request, kept.Response, kept.StartedAt, kept.Repeats);
        }

        var measurements = new ArchivedMeasurement[turn.Measurements.Count];
        for (int i = 0; i < measurements.Length; i++)
        {
            measurements[i] = new ArchivedMeasurement(turn.Measurements[i], MeasurementSource.Serve, turn.Session?.Id, turn.Session?.Battery, turn.Session?.Firmware, now);
        }

        return new ArchiveEntry
        {
            Recording = recording,
            Exchanges = exchanges,
            Measurements = measurements,
            OpenedSession = turn.Opened is { } begun ? new Session(begun.Id, begun.Mac, begun.Address, begun.Battery, begun.Firmware, begun.StartedAt) : null,
            ClosedSession = turn.Closed is { } id ? new SessionClose(id, now) : null,
            Profile = turn.Learned,
            Contact = turn.Opened is { } opened ? new DeviceContact(opened.Mac, now, opened.Battery, opened.Firmware) : null,
        };
    }
}
