using ScaleProxy.Archive;
using ScaleProxy.Archive.Feeding;

namespace ScaleProxy.Feeds.Delivery;

/// <summary>
/// The right to feed, which one process on a shared archive has at a time: two would tell everything twice, and throw each
/// other off a broker. Of an archive that is not shared, one process answers scales, and it has the turn.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="feed">What the feed is known by.</param>
/// <param name="clock">The time.</param>
internal sealed class FeedTurn(ScaleArchive archive, string feed, TimeProvider clock)
{
    /// <summary>Who comes after a process that died waits so long; no single delivery takes longer.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(20);

    private readonly string _holder = Guid.NewGuid().ToString("n");
    private long _asked;
    private bool _isAsked;

    /// <summary>Whether this process has the turn, as it was asked last.</summary>
    public bool IsOurs { get; private set; } = !archive.IsShared;

    /// <summary>Whether it was taken just now, so that another process may have had it until then.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>Takes the turn, or keeps it; asks no more often than is needed. The feed must have begun.</summary>
    /// <returns>Whether this process has it.</returns>
    /// <exception cref="ArchiveException">The archive does not say.</exception>
    public async Task<bool> HoldAsync()
    {
        if (!archive.IsShared || (_isAsked && clock.GetElapsedTime(_asked) < s_renewal))
        {
            IsFresh = false;
            return IsOurs;
        }

        bool isKept = IsOurs && _isAsked && clock.GetElapsedTime(_asked) < Length;
        DateTimeOffset now = clock.GetUtcNow();
        IsOurs = await archive.Feeds.NoteAsync(new FeedNote.TakeTurn(feed, _holder, now, now + Length));
        IsFresh = IsOurs && !isKept;
        (_asked, _isAsked) = (clock.GetTimestamp(), true);
        return IsOurs;
    }

    /// <summary>Gives it back, so that another process need not wait.</summary>
    /// <exception cref="ArchiveException">The archive did not hear that.</exception>
    public async Task EndAsync()
    {
        if (archive.IsShared && IsOurs)
        {
            await archive.Feeds.NoteAsync(new FeedNote.EndTurn(feed, _holder));
        }
    }
}
