using ScaleProxy.Archive;
using ScaleProxy.Archive.Feeding;

namespace ScaleProxy.Feeds.Delivery;

/// <summary>
/// What a feed has not told yet: measurements in the order in which they came in, then those that were changed. It is read
/// from the archive a batch at a time, from where the feed is, and the archive keeps that place.
/// <para>
/// On a shared archive a measurement can come to sight after one with a higher id, as its transaction took longer. There
/// the place follows half a minute behind, and what was told in that time is remembered here; a process that dies then
/// leaves it to be told again.
/// </para>
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="feed">What the feed is known by.</param>
/// <param name="backfill">What was there before the feed, and what was imported, is told as well.</param>
/// <param name="clock">The time.</param>
internal sealed class FeedBacklog(ScaleArchive archive, string feed, bool backfill, TimeProvider clock)
{
    /// <summary>Measurements looked at for a batch at most: many may be passed over.</summary>
    internal const int MaxLookedAt = 4096;

    /// <summary>Measurements remembered at most; see there.</summary>
    internal const int MaxRemembered = MaxLookedAt;

    // Longer than any transaction of ours takes.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(30);

    private static readonly (long Count, long Newest) s_unseen = (-1, -1);

    // Told, but not passed by the place yet, and when. Empty but on a shared archive.
    private readonly SortedDictionary<long, long> _told = [];

    private FeedPosition? _position;
    private (long Count, long Newest) _seen = s_unseen;

    /// <summary>Finds where the feed is, or lets it begin.</summary>
    /// <exception cref="ArchiveException">The archive does not say.</exception>
    public async Task<FeedPosition> OpenAsync() => _position ??= await BeginAsync();

    /// <summary>What is to be told next; empty where nothing is. That is known at next to no cost.</summary>
    /// <param name="max">How many measurements at most.</param>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public async Task<FeedBatch> NextAsync(int max)
    {
        FeedPosition position = await OpenAsync();
        (long Count, long Newest) now = archive.Arrivals(position.Arrival);
        FeedBatch batch = now.Count > 0 && now != _seen ? Arrived(position, max) : FeedBatch.None;
        if (batch.IsEmpty)
        {
            // Until more comes, there is nothing to look at.
            _seen = now;
            batch = Changed(position, max);
        }

        if (batch.IsEmpty)
        {
            await SettleAsync();
        }

        return batch;
    }

    /// <summary>Another process has fed, or may have: where the feed is, the archive alone knows.</summary>
    public void Forget()
    {
        _position = null;
        _told.Clear();
        _seen = s_unseen;
    }

    /// <summary>A batch was told.</summary>
    /// <exception cref="ArchiveException">That could not be noted: it is told again.</exception>
    public async Task ReachedAsync(FeedBatch batch)
    {
        FeedPosition position = _position!.Value;
        FeedPosition reached = position with { Change = batch.Change ?? position.Change };
        if (!archive.IsShared)
        {
            await MoveAsync(reached with { Arrival = batch.Arrivals.Count > 0 ? batch.Arrivals[^1] : position.Arrival });
            return;
        }

        long told = clock.GetTimestamp();
        foreach (long id in batch.Arrivals)
        {
            _told[id] = told;
        }

        if (reached != position)
        {
            await MoveAsync(reached);
        }

        await SettleAsync();
    }

    private async Task<FeedPosition> BeginAsync()
    {
        if (archive.Feeds.PositionOf(feed) is { } known)
        {
            return known;
        }

        FeedPosition start = backfill ? default : new FeedPosition(archive.NewestMeasurement(), archive.Feeds.NewestChange());
        await archive.Feeds.NoteAsync(new FeedNote.Begin(feed, start));

        // Another process may have been faster.
        return archive.Feeds.PositionOf(feed) ?? start;
    }

    private FeedBatch Arrived(FeedPosition position, int max)
    {
        var items = new List<FeedItem>();
        var looked = new List<long>();
        foreach (StoredMeasurement stored in archive.Measurements(new MeasurementQuery(ArrivedAfter: position.Arrival)))
        {
            if (_told.ContainsKey(stored.Id))
            {
                continue;
            }

            looked.Add(stored.Id);
            if (IsTold(stored))
            {
                items.Add(new FeedItem(stored, Revision: 0));
            }

            if (items.Count == max || looked.Count == MaxLookedAt)
            {
                break;
            }
        }

        return new FeedBatch(items, looked, Change: null);
    }

    private FeedBatch Changed(FeedPosition position, int max)
    {
        IReadOnlyList<MeasurementChange> changes = archive.Feeds.NewestChange() > position.Change ? archive.Feeds.Changes(position.Change, max) : [];
        var items = new List<FeedItem>(changes.Count);
        foreach (MeasurementChange change in changes)
        {
            items.AddRange(archive.Measurements(new MeasurementQuery(Id: change.MeasurementId)).Where(IsTold).Select(stored => new FeedItem(stored, change.Revision)));
        }

        return new FeedBatch(items, [], changes.Count > 0 ? changes[^1].Id : null);
    }

    private bool IsTold(StoredMeasurement stored) => backfill || stored.Source is not (MeasurementSource.Import or MeasurementSource.History);

    // The place goes on over what nothing can come to sight before any more.
    private async Task SettleAsync()
    {
        long reached = 0;
        int tooMany = _told.Count - MaxRemembered;
        foreach ((long id, long told) in _told)
        {
            if (tooMany-- <= 0 && clock.GetElapsedTime(told) < s_settle)
            {
                break;
            }

            reached = id;
        }

        if (reached > 0)
        {
            await MoveAsync(_position!.Value with { Arrival = reached });
            foreach (long id in _told.Keys.TakeWhile(id => id <= reached).ToList())
            {
                _told.Remove(id);
            }
        }
    }

    private async Task MoveAsync(FeedPosition position)
    {
        await archive.Feeds.NoteAsync(new FeedNote.Reach(feed, position));
        _position = position;
        _seen = s_unseen;
    }
}
