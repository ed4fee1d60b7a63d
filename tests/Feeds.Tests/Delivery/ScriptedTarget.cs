using ScaleProxy.Feeds.Delivery;

namespace ScaleProxy.Feeds.Tests.Delivery;

/// <summary>Takes what it is told, unless the test says otherwise.</summary>
internal sealed class ScriptedTarget : IFeedTarget
{
    /// <summary>What it took: each measurement's number and revision.</summary>
    public List<(long Id, int Revision)> Taken { get; } = [];

    /// <summary>How many came together each time, be it in vain.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>What it answers before it takes anything.</summary>
    public Action<IReadOnlyList<FeedItem>> Judge { get; set; } = static _ => { };

    /// <summary>How often it was let go of.</summary>
    public int Left { get; private set; }

    public int MaxBatch { get; init; } = 10;

    public Task TendAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task DeliverAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        Batches.Add(items.Count);
        Judge(items);
        Taken.AddRange(items.Select(static item => (item.Stored.Id, item.Revision)));
        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        Left++;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
