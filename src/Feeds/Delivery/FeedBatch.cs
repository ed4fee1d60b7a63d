namespace ScaleProxy.Feeds.Delivery;

/// <summary>What a feed is to tell next.</summary>
/// <param name="Items">In the order to tell them; empty where all of it is passed over.</param>
/// <param name="Arrivals">The ids of the measurements that came in, told or passed over, in ascending order.</param>
/// <param name="Change">The id of the last change in it; null where there is none.</param>
internal sealed record FeedBatch(IReadOnlyList<FeedItem> Items, IReadOnlyList<long> Arrivals, long? Change)
{
    /// <summary>Nothing.</summary>
    public static FeedBatch None { get; } = new([], [], Change: null);

    /// <summary>There is nothing new.</summary>
    public bool IsEmpty => Items.Count == 0 && Arrivals.Count == 0 && Change is null;
}
