using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// Takes what passes through <c>learn</c> into the archive. The relay does no more than put exchanges in a queue; one
/// task learns from them and writes them down, each at once.
/// <code>
///   TryTake ──► queue ──► 1 learn ──► 2 write ──► 3 on the disk: told to the owner
///    relay     bounded    └─── one task, many entries under way ───┘
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
    public LearnRecorder(ScaleArchive archive, LearnLog log, LiveReport report, TimeProvider clock, RecorderLimits? limits = null)
    {
        _archive = archive;
        _log = log;
        _report = report;
        _clock = clock;
        _limits = limits ?? new RecorderLimits();
        _queue = new RecorderQueue(_limits);
        _completion = new CompletionWatch(clock);
        _learner = new ExchangeLearner(archive, log);
        _recording = Task.Run(RecordAsync);
    }

    // What is being written, and what is to be told once it is.
    private readonly record struct UnderWay(Task Written, RecordedConnection Connection, long? Size, Profile? Profile, int Measurements, Ending Ending);

    private enum Ending
    {
        None,
        Session,
        Connection,
    }

    /// <summary>Done when a scale's profile is complete, on the disk, and its conversation over.</summary>
    public Task Completed => _completion.Completed;

    /// <inheritdoc/>
    public IRecordedConversation Begin(string client, string server) => new RecordedConnection(_queue, _log, _clock, client, server);

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
        if (step.Exchange is { } exchange)
        {
            Take(step.Connection, exchange, step.Size);
        }
        else
        {
            End(step.Connection);
        }
    }

    private void Take(RecordedConnection connection, Exchange exchange, long size)
    {
        if (connection.HasFailed)
        {
            _queue.Release(size);
            return;
        }

        ExchangeLearner.Lesson lesson = _learner.Learn(connection, exchange);
        _open.Add(connection);
        if (lesson.EndsSession)
        {
            Close(connection);
        }

        if (lesson.Profile is { } profile)
        {
            _completion.Heard(profile.Mac);
        }

        Write(lesson, connection, size, lesson.EndsSession ? Ending.Session : Ending.None);
    }

    private void End(RecordedConnection connection)
    {
        if (connection.Recordings.Open is not { } recording)
        {
            return;
        }

        ExchangeLearner.Lesson lesson = _learner.LearnEnd(recording);
        Close(connection);
        if (lesson.Profile is { } profile && profile.Missing().Count == 0)
        {
            _completion.ConnectionEnds(profile.Mac);
        }

        Write(lesson, connection, size: null, Ending.Connection);
    }

    private void Write(ExchangeLearner.Lesson lesson, RecordedConnection connection, long? size, Ending ending) =>
        _underWay.Enqueue(new UnderWay(WriteAsync(lesson.Entry), connection, size, lesson.Profile, lesson.Entry.Measurements.Count, ending));

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
            Tell(oldest);
        }
        catch (ArchiveException e)
        {
            // Of a recording that cannot be ended the next start will say that it was cut off, and so it was.
            oldest.Connection.Fail(e.Message);
            _learner.NotStored(oldest.Profile);
        }

        if (oldest.Size is { } size)
        {
            _queue.Release(size);
        }
    }

    private void Tell(UnderWay written)
    {
        if (written.Profile is not { } profile)
        {
            return;
        }

        if (written.Measurements > 0)
        {
            _report.Count(profile.Mac, written.Measurements);
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

    // An archive that takes nothing any more throws at once; to the task, that is a write like any other that failed.
    private async Task WriteAsync(ArchiveEntry entry) => await _archive.WriteAsync(entry, CancellationToken.None);
}
