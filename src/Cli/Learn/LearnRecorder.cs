using ScaleProxy.Archive;
using ScaleProxy.Cli.Journal;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;
using ScaleProxy.Web.Events;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// Takes what passes through <c>learn</c> into the archive. The relay does no more than have bytes kept; whoever reads those
/// puts exchanges in a queue; one task learns from them and writes them down, each at once.
/// <code>
///   Keep ──► journal ──► TryTake ──► queue ──► 1 learn ──► 2 write ──► 3 on the disk: told to the owner
///   relay              reading     bounded    └─── one task, many entries under way ───┘
/// </code>
/// A proxy made for nothing but recording would stop what it cannot record. This one lets it pass, and says so: somebody
/// stands on the scale.
/// </summary>
internal sealed class LearnRecorder : IConversationRecorder, IAsyncDisposable
{
    private readonly ScaleArchive _archive;
    private readonly LearnLog _log;
    private readonly LiveReport _report;
    private readonly TimeProvider _clock;
    private readonly RecorderLimits _limits;
    private readonly LearnJournal? _journal;
    private readonly WireEvents? _wire;
    private readonly RecorderQueue _queue;
    private readonly ExchangeLearner _learner;
    private readonly CompletionWatch _completion;
    private readonly HashSet<RecordedConnection> _open = [];
    private readonly Queue<UnderWay> _underWay = new();
    private readonly Task _recording;

    /// <summary>Begins, with what the archive knows.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="log">Who is told of trouble.</param>
    /// <param name="report">Who is told of what was learned.</param>
    /// <param name="clock">The time.</param>
    /// <param name="limits">What may be on its way; null for the usual.</param>
    /// <param name="journal">Where what passes is kept until it is archived, its owner's to dispose of; null for nowhere.</param>
    /// <param name="wire">Is told of each exchange that is archived; null where there is no page.</param>
    public LearnRecorder(ScaleArchive archive, LearnLog log, LiveReport report, TimeProvider clock, RecorderLimits? limits = null, LearnJournal? journal = null, WireEvents? wire = null)
    {
        _archive = archive;
        _log = log;
        _report = report;
        _clock = clock;
        _limits = limits ?? new RecorderLimits();
        _journal = journal;
        _wire = wire;
        _queue = new RecorderQueue(_limits);
        _completion = new CompletionWatch(clock);
        _learner = new ExchangeLearner(archive, log);
        _recording = Task.Run(RecordAsync);
    }

    // What is being written, and what is to be told once it is.
    private readonly record struct UnderWay(Task Written, RecordedConnection Connection, JournalPosition? Position, long? Size, ArchiveEntry? Entry, Profile? Profile, Ending Ending);

    private enum Ending
    {
        None,
        Session,
        Connection,
    }

    /// <summary>Done when a scale's profile is complete, on the disk, and its conversation over.</summary>
    public Task Completed => _completion.Completed;

    /// <inheritdoc/>
    public IRecordedConversation Begin(string client, string server) =>
        new RecordedConnection(_queue, reason => _log.Unrecorded(client, server, _clock.GetUtcNow(), reason), _journal?.Begin(client, server), client, server);

    /// <inheritdoc/>
    public void AwaitRoom() => _queue.AwaitRoom();

    /// <summary>A connection of an earlier process, which its journal tells of.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">The vendor's address and port.</param>
    /// <param name="unrecorded">Is told, once, why the rest is not recorded.</param>
    public RecordedConnection Replay(string client, string server, Action<string> unrecorded) => new(_queue, unrecorded, journal: null, client, server);

    /// <summary>Takes nothing more; done when everything that was taken is on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _recording;
        _completion.Dispose();
    }

    private async Task RecordAsync()
    {
        try
        {
            while (await _queue.WaitAsync())
            {
                while (_queue.TryTake(out RecorderStep step))
                {
                    Handle(step);
                    while (_underWay.TryPeek(out UnderWay oldest) && (oldest.Written.IsCompleted || _underWay.Count >= _limits.MaxUnderWay))
                    {
                        await SettleOldestAsync();
                    }
                }

                while (_underWay.Count > 0 && !_queue.HasMore)
                {
                    await SettleOldestAsync();
                }
            }

            await FinishAsync();
        }
        catch (Exception bug)
        {
            _log.Stopped(bug);
            throw;
        }
        finally
        {
            _queue.Close();
        }
    }

    private void Handle(RecorderStep step)
    {
        if (step.Exchange is not { } exchange)
        {
            End(step.Connection);
        }
        else if (step.Connection.HasFailed)
        {
            _queue.Release(step.Size);
        }
        else if (step.IsArchived)
        {
            _learner.Recall(step.Connection, exchange);
            _queue.Release(step.Size);
        }
        else
        {
            Take(step.Connection, exchange, step.Position, step.Size);
        }
    }

    private void Take(RecordedConnection connection, Exchange exchange, JournalPosition? position, long size)
    {
        ExchangeLearner.Lesson lesson = _learner.Learn(connection, exchange, position);
        _open.Add(connection);
        if (lesson.EndsSession)
        {
            Close(connection);
        }

        if (lesson.Profile is { } profile)
        {
            _completion.Heard(profile.Mac);
        }

        Write(lesson, connection, position, size, lesson.EndsSession ? Ending.Session : Ending.None);
    }

    private void End(RecordedConnection connection)
    {
        if (connection.Recordings.Open is not { } recording)
        {
            // Its last exchange may still be on its way.
            _underWay.Enqueue(new UnderWay(Task.CompletedTask, connection, Position: null, Size: null, Entry: null, Profile: null, Ending.Connection));
            return;
        }

        ExchangeLearner.Lesson lesson = _learner.LearnEnd(recording);
        Close(connection);
        if (lesson.Profile is { } profile && profile.Missing().Count == 0)
        {
            _completion.ConnectionEnds(profile.Mac);
        }

        Write(lesson, connection, position: null, size: null, Ending.Connection);
    }

    private void Write(ExchangeLearner.Lesson lesson, RecordedConnection connection, JournalPosition? position, long? size, Ending ending) =>
        _underWay.Enqueue(new UnderWay(WriteAsync(lesson.Entry), connection, position, size, lesson.Entry, lesson.Profile, ending));

    private void Close(RecordedConnection connection)
    {
        connection.Recordings.End();
        _open.Remove(connection);
    }

    // Every connection has ended by now, unless something went wrong there: a clean end leaves no recording open.
    private async Task FinishAsync()
    {
        foreach (RecordedConnection connection in _open.ToList())
        {
            End(connection);
        }

        await SettleAllAsync();
        try
        {
            foreach (ArchiveEntry entry in _learner.Rest())
            {
                await WriteAsync(entry);
            }
        }
        catch (ArchiveException e)
        {
            _log.NotStored(e.Message);
        }
    }

    private async Task SettleAllAsync()
    {
        while (_underWay.Count > 0)
        {
            await SettleOldestAsync();
        }
    }

    private async Task SettleOldestAsync()
    {
        UnderWay oldest = _underWay.Dequeue();
        try
        {
            await oldest.Written;
            if (oldest.Position is { } position)
            {
                oldest.Connection.Archived(position);
            }

            if (oldest.Entry is { } entry)
            {
                _wire?.Archived(entry);
            }

            Tell(oldest);
        }
        catch (ArchiveException e)
        {
            // Of a recording that cannot be ended the next start will say that it was cut off, and so it was.
            oldest.Connection.Fail(e.Message);
            _wire?.NotArchived();
            _learner.NotStored(oldest.Profile);
        }

        if (oldest.Size is { } size)
        {
            _queue.Release(size);
        }

        if (oldest.Ending == Ending.Connection)
        {
            oldest.Connection.Release();
        }
    }

    private void Tell(UnderWay written)
    {
        if (written.Profile is not { } profile)
        {
            return;
        }

        if (written.Entry is { Measurements: { Count: > 0 } measurements })
        {
            _report.Count(profile.Mac, measurements.Count);
        }

        if (written.Ending == Ending.None)
        {
            return;
        }

        _report.Tell(profile);
        if (profile.Missing().Count > 0)
        {
            return;
        }

        if (written.Ending == Ending.Session)
        {
            _completion.SessionEnded();
        }
        else
        {
            _completion.ConnectionEnded(profile.Mac);
        }
    }

    // What the journal holds need not be in the archive at once. An archive that takes nothing any more throws; to the task,
    // that is a write like any other that failed.
    private async Task WriteAsync(ArchiveEntry entry) =>
        await (entry.Journaled is null ? _archive.WriteAsync(entry, CancellationToken.None) : _archive.WriteSoonAsync(entry, CancellationToken.None));
}
