namespace ScaleProxy.Archive.Feeding;

/// <summary>What a feed notes in the archive, to be stored with an <see cref="ArchiveEntry"/> or by <see cref="ArchiveFeeds"/>.</summary>
public abstract record FeedNote
{
    private FeedNote()
    {
    }

    /// <summary>A feed begins. It changes nothing where the feed is known already.</summary>
    /// <param name="Feed">Its name.</param>
    /// <param name="Position">Where it begins.</param>
    public sealed record Begin(string Feed, FeedPosition Position) : FeedNote;

    /// <summary>A feed has told everything up to there.</summary>
    /// <param name="Feed">Its name.</param>
    /// <param name="Position">Up to where.</param>
    public sealed record Reach(string Feed, FeedPosition Position) : FeedNote;

    /// <summary>Takes the turn to feed, or keeps it. It changes nothing where another one has it.</summary>
    /// <param name="Feed">The feed's name.</param>
    /// <param name="Holder">Who.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Until">For how long.</param>
    public sealed record TakeTurn(string Feed, string Holder, DateTimeOffset Now, DateTimeOffset Until) : FeedNote;

    /// <summary>Gives the turn back. It changes nothing where another one has it.</summary>
    /// <param name="Feed">The feed's name.</param>
    /// <param name="Holder">Who.</param>
    public sealed record EndTurn(string Feed, string Holder) : FeedNote;
}
