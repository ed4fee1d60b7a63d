using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Model.Retrying;

namespace ScaleProxy.Feeds.Delivery;

/// <summary>
/// Feeds one target, in a task of its own: nothing here can hold up a reply to a scale, or the archive's writer.
/// <code>
///   1 whose turn is it?         another process's ──► let go, wait
///   2 tend the target           down ──► wait, longer each time ──► 1
///   3 what is to be told next?  nothing ──► wait a moment ──► 1
///   4 tell it                   refused ──► alone, and again ──► set aside
///   5 note in the archive how far it is ──► 1
/// </code>
/// </summary>
internal sealed class FeedRunner
{
    /// <summary>How often one measurement is refused before it is set aside.</summary>
    internal const int MaxRefusals = 4;

    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);

    private readonly FeedSettings _settings;
    private readonly IFeedTarget _target;
    private readonly FeedBacklog _backlog;
    private readonly FeedTurn _turn;
    private readonly TimeProvider _clock;
    private readonly FeedLog _log;
    private readonly Backoff _backoff;
    private string? _trouble;
    private bool _wasUp;
    private int _failures;
    private int _refusals;
    private bool _oneByOne;

    /// <summary>Makes a runner; <see cref="RunAsync"/> sets it to work.</summary>
    /// <param name="settings">What the owner has set.</param>
    /// <param name="target">Whom to feed.</param>
    /// <param name="archive">What to feed from.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Keeps many that failed together from coming again together.</param>
    /// <param name="logger">Where to tell what happens.</param>
    public FeedRunner(FeedSettings settings, IFeedTarget target, ScaleArchive archive, TimeProvider clock, Random random, ILogger logger)
    {
        _settings = settings;
        _target = target;
        _backlog = new FeedBacklog(archive, settings.Key, settings.Backfill, clock);
        _turn = new FeedTurn(archive, settings.Key, clock);
        _clock = clock;
        _log = new FeedLog(logger);
        _backoff = new Backoff(s_firstWait, s_longestWait, random);
    }

    /// <summary>Finds where the feed is in the archive, or lets it begin there.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read or written.</exception>
    public Task OpenAsync() => _backlog.OpenAsync();

    /// <summary>Feeds until it is ended; then lets go of the target.</summary>
    /// <param name="ending">Ends it. What is being told is told again some time.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                await Task.Delay(await LookAsync(ending), _clock, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is its end.
        }
        catch (Exception bug)
        {
            _log.Fault(_settings.Label, bug);
        }

        await EndAsync();
    }

    /// <summary>Does what there is to do now.</summary>
    /// <param name="ending">Ends it.</param>
    /// <returns>How long to wait before the next look.</returns>
    internal async Task<TimeSpan> LookAsync(CancellationToken ending)
    {
        try
        {
            return await FeedAsync(ending);
        }
        catch (Exception e) when (e is FeedDownException or FeedRefusedException or ArchiveException)
        {
            return Down(e.Message);
        }
    }

    private async Task<TimeSpan> FeedAsync(CancellationToken ending)
    {
        // 1
        await _backlog.OpenAsync();
        if (!await _turn.HoldAsync())
        {
            await _target.LeaveAsync();
            return s_lookInterval;
        }

        if (_turn.IsFresh)
        {
            _backlog.Forget();
        }

        // 2
        await _target.TendAsync(ending);

        // 3
        FeedBatch batch = await _backlog.NextAsync(_oneByOne ? 1 : _target.MaxBatch);
        if (batch.IsEmpty)
        {
            _oneByOne = false;
            Up();
            return s_lookInterval;
        }

        // 4
        if (batch.Items.Count > 0 && !await TellAsync(batch.Items, ending))
        {
            return _refusals == 0 ? TimeSpan.Zero : _backoff.After(_refusals);
        }

        // 5
        await _backlog.ReachedAsync(batch);
        Up();
        return TimeSpan.Zero;
    }

    // False where they are to be told again, or one by one.
    private async Task<bool> TellAsync(IReadOnlyList<FeedItem> items, CancellationToken ending)
    {
        try
        {
            await _target.DeliverAsync(items, ending);
            _refusals = 0;
            _log.Told(_settings.Label, items.Count);
            return true;
        }
        catch (FeedRefusedException) when (items.Count > 1)
        {
            _oneByOne = true;
            return false;
        }
        catch (FeedRefusedException e)
        {
            if (++_refusals < MaxRefusals)
            {
                return false;
            }

            _log.SetAside(_settings.Label, items[0].Stored.Id, _refusals, e.Message);
            _refusals = 0;
            return true;
        }
    }

    private void Up()
    {
        if (_trouble is not null)
        {
            _log.UpAgain(_settings.Label);
        }
        else if (!_wasUp)
        {
            _log.Ready(_settings.Label);
        }

        (_wasUp, _trouble, _failures) = (true, null, 0);
    }

    private TimeSpan Down(string reason)
    {
        TimeSpan wait = _backoff.After(++_failures);
        if (_trouble != reason)
        {
            _log.Down(_settings.Label, reason);
        }
        else
        {
            _log.StillDown(_settings.Label, wait.TotalSeconds, reason);
        }

        _trouble = reason;
        return wait;
    }

    private async Task EndAsync()
    {
        await _target.LeaveAsync();
        try
        {
            await _turn.EndAsync();
        }
        catch (ArchiveException e)
        {
            // Another process waits until the turn's time is over.
            _log.StillDown(_settings.Label, FeedTurn.Length.TotalSeconds, e.Message);
        }
    }
}
