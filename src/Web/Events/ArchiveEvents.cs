using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive.Outbox;

namespace ScaleProxy.Web.Events;

/// <summary>
/// Tells open pages what changes in the archive, whichever process changes it: measurements as they arrive, and how the queue
/// for the vendor stands. The archive is asked while somebody listens, and never otherwise.
/// </summary>
/// <param name="page">What the page works with.</param>
/// <param name="every">How often the archive is asked.</param>
/// <param name="log">What the owner is told.</param>
internal sealed class ArchiveEvents(PageServices page, TimeSpan every, PageLog log) : IAsyncDisposable
{
    /// <summary>The kind of event that a measurement is.</summary>
    public const string Measurement = "measurement";

    private const string Forwarding = "forwarding";

    // Of an import of years, to tell each one is of no use: the page reads anew when it is done.
    private const int MaxToldAtOnce = 256;

    // The queue is seldom of interest to the second.
    private const int TicksBetweenLooksAtQueue = 5;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private int _watchers;
    private Task? _asking;

    /// <summary>Begins to watch, where nobody does yet; to be disposed when whoever asked for it listens no more.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public IDisposable Watch()
    {
        lock (_lock)
        {
            if (_asking is null)
            {
                var watch = new ArrivalWatch(page.Archive, new MeasurementQuery());
                watch.PassOver();
                _asking = Task.Run(() => AskAsync(watch), CancellationToken.None);
            }

            _watchers++;
        }

        return new Watcher(this);
    }

    /// <summary>Asks nothing more: the archive may be closed then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task? asking;
        lock (_lock)
        {
            asking = _asking;
        }

        await (asking ?? Task.CompletedTask);
        _ending.Dispose();
    }

    private async Task AskAsync(ArrivalWatch watch)
    {
        using var timer = new PeriodicTimer(every, page.Clock);
        bool failed = false;
        OutboxCounts? known = null;
        try
        {
            for (int tick = 0; await timer.WaitForNextTickAsync(_ending.Token) && !IsOver(); tick++)
            {
                try
                {
                    TellArrivals(watch);
                    known = tick % TicksBetweenLooksAtQueue == 0 ? TellQueue(known) : known;
                    failed = false;
                }
                catch (ArchiveException e)
                {
                    // Once: an archive that is away is away for many ticks.
                    if (!failed)
                    {
                        log.ArrivalsFailed(e.Message);
                    }

                    failed = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page ends.
        }
#pragma warning disable CA1031 // Nobody awaits this; the fault is logged whole.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            log.EventsFault(bug);
        }
    }

    private void TellArrivals(ArrivalWatch watch)
    {
        var newest = new Queue<StoredMeasurement>();
        foreach (StoredMeasurement stored in watch.Next())
        {
            if (newest.Count == MaxToldAtOnce)
            {
                newest.Dequeue();
            }

            newest.Enqueue(stored);
        }

        foreach (StoredMeasurement stored in newest)
        {
            page.Events.Publish(Measurement, json => MeasurementJson.Write(json, stored), stored.Id);
        }
    }

    private OutboxCounts? TellQueue(OutboxCounts? known)
    {
        if (page.Forwarding == PageServices.NoForwarding)
        {
            return null;
        }

        OutboxSummary summary = page.Archive.Outbox.Summary();
        var now = new OutboxCounts(summary.Waiting, summary.Counts.GetValueOrDefault(OutboxState.Sent), summary.Counts.GetValueOrDefault(OutboxState.Failed));
        // Also with the first look: a page may have read the queue before anybody watched it.
        if (known != now)
        {
            page.Events.Publish(Forwarding, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("waiting", now.Waiting);
                json.WriteNumber("sent", now.Sent);
                json.WriteNumber("failed", now.Failed);
                json.WriteEndObject();
            });
        }

        return now;
    }

    // Whoever comes after this begins anew.
    private bool IsOver()
    {
        lock (_lock)
        {
            if (_watchers > 0)
            {
                return false;
            }

            _asking = null;
            return true;
        }
    }

    private void EndOne()
    {
        lock (_lock)
        {
            _watchers--;
        }
    }

    private readonly record struct OutboxCounts(long Waiting, long Sent, long Failed);

    private sealed class Watcher(ArchiveEvents events) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                events.EndOne();
            }
        }
    }
}
