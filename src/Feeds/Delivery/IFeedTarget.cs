namespace ScaleProxy.Feeds.Delivery;

/// <summary>Whoever is fed: a broker, an address, a database. One thread at a time calls it.</summary>
internal interface IFeedTarget : IAsyncDisposable
{
    /// <summary>How many measurements it takes at once.</summary>
    int MaxBatch { get; }

    /// <summary>Keeps up what is to be kept up beside measurements. Called often; costs next to nothing most of the time.</summary>
    /// <exception cref="FeedDownException">It cannot be reached.</exception>
    /// <exception cref="Archive.ArchiveException">The archive cannot be read.</exception>
    Task TendAsync(CancellationToken cancellation);

    /// <summary>Tells measurements; done when it has them.</summary>
    /// <param name="items">Up to <see cref="MaxBatch"/>, in order.</param>
    /// <param name="cancellation">Ends it. What was told then is told again some time.</param>
    /// <exception cref="FeedDownException">It cannot be reached.</exception>
    /// <exception cref="FeedRefusedException">It does not take them.</exception>
    Task DeliverAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation);

    /// <summary>Another process feeds it from now on: lets go of it, in an orderly way and a bounded time.</summary>
    Task LeaveAsync();
}
