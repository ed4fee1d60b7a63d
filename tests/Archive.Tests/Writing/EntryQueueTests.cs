using ScaleProxy.Archive.Writing;

namespace ScaleProxy.Archive.Tests.Writing;

/// <summary>When the writer is given a batch. Delays are an hour, so that only the rule at hand can end a wait.</summary>
public sealed class EntryQueueTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task PostedAlone_WaitsForAnAwaitedOne()
    {
        EntryQueue queue = Queue();
        await AddAsync(queue, urgent: false);
        Task<int> taken = TakeAsync(queue);

        await AddAsync(queue, urgent: false);
        taken.IsCompleted.Should().BeFalse();
        await AddAsync(queue, urgent: true);

        (await taken.WaitAsync(s_patience)).Should().Be(3);
    }

    [Fact]
    public async Task PostedMany_DoNotWaitUntilTheQueueIsFull()
    {
        EntryQueue queue = Queue(capacity: 4);
        await AddAsync(queue, urgent: false);
        Task<int> taken = TakeAsync(queue);

        await AddAsync(queue, urgent: false);

        (await taken.WaitAsync(s_patience)).Should().Be(2);
    }

    [Fact]
    public async Task PostedAlone_TakenAfterTheDelay()
    {
        var queue = new EntryQueue(100, 1 << 20, TimeSpan.FromMilliseconds(1), s_hour, processors: 2);
        await AddAsync(queue, urgent: false);

        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(1);
    }

    [Fact]
    public async Task OneAwaitedAtATime_NeverHeldUp()
    {
        EntryQueue queue = Queue();
        for (int i = 0; i < 3; i++)
        {
            await AddAsync(queue, urgent: true);

            (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(1);
        }
    }

    [Fact]
    public async Task Crowd_GathersMoreThanLastTime()
    {
        EntryQueue queue = Queue();
        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(2);

        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        Task<int> taken = TakeAsync(queue);
        taken.IsCompleted.Should().BeFalse();
        await AddAsync(queue, urgent: true);

        (await taken.WaitAsync(s_patience)).Should().Be(3);
    }

    [Fact]
    public async Task CrowdThatGrewNoMore_IsTakenAsSoonAsItIsThere()
    {
        EntryQueue queue = Queue(capacity: 10);
        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(2);

        // The posted ones take up the room, which ends the waiting for a third.
        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        Task<int> taken = TakeAsync(queue);
        while (!taken.IsCompleted)
        {
            await Task.WhenAny(taken, AddAsync(queue, urgent: false));
        }


        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        (await TakeAsync(queue).WaitAsync(s_patience)).Should().BeInRange(2, 12, "posted ones may have stayed");
    }

    [Fact]
    public async Task WhoComesWhileTheBatchIsStored_JoinsIt()
    {
        EntryQueue queue = Queue();
        var batch = new List<PendingEntry>();
        await AddAsync(queue, urgent: true);
        queue.Take(batch, 2).Should().BeTrue();
        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);

        queue.TakeMore(batch, 2).Should().BeTrue();
        batch.Should().HaveCount(2, "a batch has a largest size");
        queue.TakeMore(batch, 2).Should().BeFalse();
        batch.Should().HaveCount(2);
    }

    [Fact]
    public async Task OneProcessor_GathersTheCrowdBeforeItBegins()
    {
        EntryQueue queue = Queue(processors: 1);
        var batch = new List<PendingEntry>();
        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(2);

        await AddAsync(queue, urgent: true);
        await AddAsync(queue, urgent: true);
        Task<bool> taken = Task.Run(() => queue.Take(batch, 100));
        taken.IsCompleted.Should().BeFalse();
        await AddAsync(queue, urgent: true);

        (await taken.WaitAsync(s_patience)).Should().BeTrue();
        batch.Should().HaveCount(3);
    }

    [Fact]
    public async Task ToFill_WaitsForMoreUntilSomebodyIsKeptWaiting()
    {
        EntryQueue queue = Queue(capacity: 4);
        var batch = new List<PendingEntry>();
        await AddAsync(queue, urgent: false);
        await AddAsync(queue, urgent: false);
        queue.Take(batch, 100).Should().BeTrue();

        Task<bool> more = Task.Run(() => queue.TakeMore(batch, 100, fill: true));
        await AddAsync(queue, urgent: false);
        more.IsCompleted.Should().BeFalse();
        await AddAsync(queue, urgent: true);

        (await more.WaitAsync(s_patience)).Should().BeTrue();
        batch.Should().HaveCount(4);
        queue.TakeMore(batch, 100, fill: true).Should().BeFalse();
    }

    [Fact]
    public async Task ToFill_NobodyBringsMore_CommittedAfterTheDelay()
    {
        var queue = new EntryQueue(100, 1 << 20, TimeSpan.FromMilliseconds(1), s_hour, processors: 2);
        var batch = new List<PendingEntry>();
        await AddAsync(queue, urgent: false);
        queue.Take(batch, 100).Should().BeTrue();

        (await Task.Run(() => queue.TakeMore(batch, 100, fill: true)).WaitAsync(s_patience)).Should().BeFalse();
    }

    [Fact]
    public async Task Closed_GivesWhatIsThereAtOnce()
    {
        EntryQueue queue = Queue();
        await AddAsync(queue, urgent: false);
        queue.Close(new ObjectDisposedException("archive"));

        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(1);
        (await TakeAsync(queue).WaitAsync(s_patience)).Should().Be(-1);
    }

    private static EntryQueue Queue(int capacity = 100, int processors = 2) => new(capacity, 1 << 20, s_hour, s_hour, processors);

    private static async Task AddAsync(EntryQueue queue, bool urgent) =>
        await queue.AddAsync(new PendingEntry(new ArchiveEntry(), awaited: true, urgent), CancellationToken.None);

    // How many entries the writer is given for one commit; -1 where there will be no more.
    private static Task<int> TakeAsync(EntryQueue queue) => Task.Run(() =>
    {
        const int Max = 100;
        var batch = new List<PendingEntry>();
        if (!queue.Take(batch, Max))
        {
            return -1;
        }

        while (queue.TakeMore(batch, Max))
        {
        }

        return batch.Count;
    });
}
