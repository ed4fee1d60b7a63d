using ScaleProxy.Archive;
using ScaleProxy.Cli.Forward;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Cli.Recording;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Web.Events;

namespace ScaleProxy.Cli.Serve;

/// <summary>One connection of a scale, as it goes into the archive.</summary>
/// <param name="archive">The archive.</param>
/// <param name="weights">Is told what was archived.</param>
/// <param name="forwarded">What is queued for the vendor.</param>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">Our address and port.</param>
/// <param name="clock">The time.</param>
/// <param name="learner">Learns from what the vendor answers; null where requests are not handed on to it.</param>
/// <param name="wire">Is told of each exchange; null where there is no page.</param>
internal sealed class ArchivedConnection(ScaleArchive archive, NewestWeights weights, ForwardedTurns forwarded, string client, string server, TimeProvider clock, RelayLearner? learner, WireEvents? wire) : IKeptConnection
{
    private readonly ConnectionRecordings _recordings = new(client, server, "serve");

    /// <inheritdoc/>
    public async ValueTask KeepAsync(KeptTurn turn)
    {
        ArchiveEntry entry = EntryOf(turn);
        try
        {
            await archive.WriteAsync(entry, CancellationToken.None);
            weights.Archived(entry.Measurements);
            wire?.Archived(entry);
        }
        catch (ArchiveException e)
        {
            learner?.NotStored(entry.Profile);
            wire?.NotArchived();
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

        if (turn.Exchanges.Count == 0)
        {
            Learn(turn);
            return;
        }

        ArchiveEntry entry = EntryOf(turn);
        try
        {
            await archive.PostAsync(entry, CancellationToken.None);
            wire?.Archived(entry);
        }
        catch (ArchiveException e)
        {
            learner?.NotStored(entry.Profile);
            wire?.NotArchived();
            throw new KeepException(e.Message, e);
        }
    }

    private ExchangeLearner.Studied? Learn(KeptTurn turn) =>
        turn.Vendors is { } exchange ? learner?.Learn(client, exchange, turn.Drifted) : null;

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

        ExchangeLearner.Studied? studied = Learn(turn);
        return new ArchiveEntry
        {
            Recording = recording,
            Exchanges = exchanges,
            Measurements = measurements,
            Forward = forwarded.StateOf(turn),
            ForwardedExchanges = forwarded.TakesMaintenance(turn) ? [exchanges.Length - 1] : [],
            OpenedSession = turn.Opened,
            ClosedSession = turn.Closed is { } id ? new SessionClose(id, now) : null,
            Profile = turn.Learned ?? studied?.Changed,
            Users = studied?.Users ?? [],
            Contact = turn.Opened is { } opened ? new DeviceContact(opened.Mac, now, opened.Battery, opened.Firmware) : null,
        };
    }
}
