using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>
/// Takes into the archive what an earlier <c>learn</c> had passed on and not archived when it was killed: what its journal
/// kept goes the way of what passes, and the archive knows by its number what it has already. Killed in the middle of that,
/// the next start goes on with it. Whatever is wrong with a file, <c>learn</c> begins all the same.
/// </summary>
/// <param name="folder">Where journals are.</param>
/// <param name="archive">The archive.</param>
/// <param name="log">Who is told.</param>
/// <param name="report">Who is told of what was learned.</param>
/// <param name="clock">The time.</param>
/// <param name="loggers">Where to say what cannot be made out.</param>
internal sealed class LeftJournals(JournalFolder folder, ScaleArchive archive, LearnLog log, LiveReport report, TimeProvider clock, ILoggerFactory loggers)
{
    private const string Damaged = ".damaged";

    // The archive keeps times by the microsecond.
    private static readonly TimeSpan s_precision = TimeSpan.FromMilliseconds(1);

    // A journal is bounded, and nobody waits for it.
    private static readonly RecorderLimits s_unbounded = new() { MaxExchanges = int.MaxValue, MaxBytes = long.MaxValue };

    private readonly record struct Replayed(LeftJournal Journal, RecordedConnection Connection, int Missing, bool IsRead);

    // The same connection has the same; its journals are parts of it.
    private readonly record struct Connection(DateTimeOffset BegunAt, string Client, string Server);

    /// <summary>Takes in what there is, before anything passes.</summary>
    public async Task TakeInAsync()
    {
        List<LeftJournal> left = Find();
        try
        {
            if (left.Count > 0)
            {
                await TakeInAsync(left);
            }
        }
        finally
        {
            left.ForEach(journal => journal.Dispose());
        }
    }

    // In the order they were begun, as a conversation may go over several connections.
    private List<LeftJournal> Find()
    {
        var left = new List<LeftJournal>();
        foreach (string path in List())
        {
            try
            {
                var journal = LeftJournal.Open(path);
                if (journal.IsForeign)
                {
                    log.JournalForeign(path);
                    journal.Dispose();
                }
                else
                {
                    left.Add(journal);
                }
            }
            catch (IOException) when (archive.IsShared)
            {
                // Of another process, which goes on.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.JournalUnreadable(path, e.Message);
            }
        }

        return [.. left.OrderBy(journal => journal.BegunAt).ThenBy(journal => journal.Begin.Part)];
    }

    private IReadOnlyList<string> List()
    {
        try
        {
            return folder.Files();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.JournalUnreadable(folder.Path, e.Message);
            return [];
        }
    }

    private async Task TakeInAsync(List<LeftJournal> left)
    {
        Replayed[] replayed;
        IReadOnlyList<StoredRecording> open = archive.OpenRecordings();
        await using (var recorder = new LearnRecorder(archive, log, report, clock, s_unbounded))
        {
            replayed = [.. left.GroupBy(journal => new Connection(journal.BegunAt, journal.Begin.Client, journal.Begin.Server)).SelectMany(parts => Replay([.. parts], recorder, open))];
        }

        Replayed[] done = [.. replayed.Where(journal => journal.IsRead && !journal.Connection.HasFailed)];
        int missing = done.Sum(journal => journal.Missing);
        if (missing > 0)
        {
            log.JournalTakenIn(Plural.Of(missing, "exchange"));
        }

        await folder.RemoveAsync(done.Where(journal => PutDamageAside(journal.Journal)).Select(journal => journal.Journal.Path), archive);
    }

    private IEnumerable<Replayed> Replay(LeftJournal[] parts, LearnRecorder recorder, IReadOnlyList<StoredRecording> open)
    {
        LeftJournal first = parts[0];
        RecordedConnection connection = recorder.Replay(first.Begin.Client, first.Begin.Server, reason => log.JournalNotTakenIn(first.Path, reason));
        if (open.LastOrDefault(recording => IsOf(recording, first)) is { } recording)
        {
            connection.Continue(RecordingHandle.Continue(recording));
        }

        foreach (LeftJournal journal in parts)
        {
            var conversation = new ReplayedConversation(connection, journal.Name, journal.Begin.FirstNumber, archive.JournalPositionOf(journal.Name), isLast: journal == parts[^1]);
            bool isRead = TryRead(journal, conversation, recorder);
            yield return new Replayed(journal, connection, conversation.Missing, isRead);
        }
    }

    private bool TryRead(LeftJournal journal, ReplayedConversation conversation, LearnRecorder recorder)
    {
        try
        {
            Read(journal, conversation, recorder);
            return true;
        }
        catch (IOException e)
        {
            log.JournalUnreadable(journal.Path, e.Message);
            conversation.End();
            return false;
        }
    }

    // Whoever was killed has ended its connections: what is open there has no reply, and never will have.
    private void Read(LeftJournal journal, ReplayedConversation conversation, LearnRecorder recorder)
    {
        var reader = new ConversationReader(conversation, journal.Begin.Client, WireLimits.Default, new RecordingRoom(long.MaxValue), loggers);
        while (journal.TryRead(out JournalRecord record))
        {
            if (record.Kind == JournalRecordKind.Gap)
            {
                conversation.End();
                return;
            }

            recorder.AwaitRoom();
            reader.Feed(record.Kind == JournalRecordKind.Requests ? MessageKind.Request : MessageKind.Response, record.Payload.Span, record.At);
        }

        reader.End();
    }

    private static bool IsOf(StoredRecording recording, LeftJournal journal) =>
        recording.Source == RecordedConnection.Source
        && recording.Client == journal.Begin.Client
        && recording.Server == journal.Begin.Server
        && recording.StartedAt >= journal.BegunAt - s_precision;

    // False where it cannot be, so that the whole file stays.
    private bool PutDamageAside(LeftJournal journal)
    {
        if (journal.DamagedAt is not { } position)
        {
            return true;
        }

        string kept = journal.Path + Damaged;
        try
        {
            File.Move(journal.Path, kept, overwrite: true);
            log.JournalDamaged(journal.Path, position, kept);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.JournalNotRemoved(journal.Path, e.Message);
            return false;
        }
    }
}
