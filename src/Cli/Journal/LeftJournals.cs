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
/// <param name="archive">The archive.</param>
/// <param name="log">Who is told.</param>
/// <param name="report">Who is told of what was learned.</param>
/// <param name="clock">The time.</param>
/// <param name="loggers">Where to say what cannot be made out.</param>
internal sealed class LeftJournals(ScaleArchive archive, LearnLog log, LiveReport report, TimeProvider clock, ILoggerFactory loggers)
{
    private const string Damaged = ".damaged";

    // The archive keeps times by the microsecond.
    private static readonly TimeSpan s_precision = TimeSpan.FromMilliseconds(1);

    // A journal is bounded, and nobody waits for it.
    private static readonly RecorderLimits s_unbounded = new() { MaxExchanges = int.MaxValue, MaxBytes = long.MaxValue };

    private readonly record struct Replayed(LeftJournal Journal, RecordedConnection Connection, int Missing);

    /// <summary>Takes in what there is, before anything passes.</summary>
    /// <param name="folder">The journal's folder.</param>
    public async Task TakeInAsync(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        List<LeftJournal> left = Find(folder);
        try
        {
            await TakeInAsync(left);
        }
        finally
        {
            left.ForEach(journal => journal.Dispose());
        }

        RemoveIfEmpty(folder);
    }

    /// <summary>Has the archive forget journals whose files are no more.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="names">Their names.</param>
    /// <param name="log">Who is told where it cannot.</param>
    public static async Task ForgetAsync(ScaleArchive archive, IEnumerable<string> names, LearnLog log)
    {
        try
        {
            // All at once, so that they are written together.
            await Task.WhenAll([.. names.Select(name => archive.WriteAsync(new ArchiveEntry { EndedJournal = name }, CancellationToken.None).AsTask())]);
        }
        catch (ArchiveException e)
        {
            log.JournalNotForgotten(e.Message);
        }
    }

    /// <summary>Removes the folder where nothing is in it any more.</summary>
    public static void RemoveIfEmpty(string folder)
    {
        try
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has just begun to use it, or it is in a place of the owner's: an empty folder does no harm.
        }
    }

    private List<LeftJournal> Find(string folder)
    {
        var left = new List<LeftJournal>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + LearnJournal.Ending))
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

        // A conversation may go over several connections.
        left.Sort((one, other) => one.BegunAt.CompareTo(other.BegunAt));
        return left;
    }

    private async Task TakeInAsync(List<LeftJournal> left)
    {
        var replayed = new List<Replayed>();
        IReadOnlyList<StoredRecording> open = archive.OpenRecordings();
        await using (var recorder = new LearnRecorder(archive, log, report, clock, s_unbounded))
        {
            foreach (LeftJournal journal in left)
            {
                replayed.Add(Replay(journal, recorder, open));
            }
        }

        Replayed[] done = [.. replayed.Where(journal => !journal.Connection.HasFailed)];
        if (done.Sum(journal => journal.Missing) is > 0 and int missing)
        {
            log.JournalTakenIn(Plural.Of(missing, "exchange"));
        }

        await ForgetAsync(archive, [.. done.Where(journal => TryRemove(journal.Journal)).Select(journal => journal.Journal.Name)], log);
    }

    private Replayed Replay(LeftJournal journal, LearnRecorder recorder, IReadOnlyList<StoredRecording> open)
    {
        JournalBegin begin = journal.Begin ?? new JournalBegin(1, string.Empty, string.Empty);
        RecordedConnection connection = recorder.Replay(begin.Client, begin.Server, reason => log.JournalNotTakenIn(journal.Path, reason));
        if (open.LastOrDefault(recording => IsOf(recording, begin, journal.BegunAt)) is { } recording)
        {
            connection.Continue(RecordingHandle.Continue(recording));
        }

        var conversation = new ReplayedConversation(connection, journal.Name, begin.FirstNumber, archive.JournalPositionOf(journal.Name));
        try
        {
            Read(journal, conversation, begin.Client);
        }
        catch (IOException e)
        {
            connection.Fail(e.Message);
            conversation.End();
        }

        return new Replayed(journal, connection, conversation.Missing);
    }

    // Whoever was killed has ended its connections: what is open there has no reply, and never will have.
    private void Read(LeftJournal journal, ReplayedConversation conversation, string client)
    {
        var reader = new ConversationReader(conversation, client, WireLimits.Default, loggers);
        while (journal.TryRead(out JournalRecord record))
        {
            if (record.Kind == JournalRecordKind.Gap)
            {
                conversation.End();
                return;
            }

            reader.Feed(record.Kind == JournalRecordKind.Requests ? MessageKind.Request : MessageKind.Response, record.Payload.Span, record.At);
        }

        reader.End();
    }

    private static bool IsOf(StoredRecording recording, JournalBegin begin, DateTimeOffset begunAt) =>
        recording.Source == "learn" && recording.Client == begin.Client && recording.Server == begin.Server && recording.StartedAt >= begunAt - s_precision;

    private bool TryRemove(LeftJournal journal)
    {
        try
        {
            if (journal.DamagedAt is { } position)
            {
                string kept = journal.Path + Damaged;
                File.Move(journal.Path, kept, overwrite: true);
                log.JournalDamaged(journal.Path, position, kept);
            }
            else
            {
                File.Delete(journal.Path);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.JournalUnreadable(journal.Path, e.Message);
            return false;
        }
    }
}
