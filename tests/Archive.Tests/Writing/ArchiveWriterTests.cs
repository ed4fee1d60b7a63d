using ScaleProxy.Archive.Sqlite;
using ScaleProxy.Model.Scale;
using SQLitePCL;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

public sealed class ArchiveWriterTests
{
    private static readonly RecordedExchange Once = Exchange("POST /cgi-bin/once", "HTTP/1.1 200 OK");

    [Fact]
    public async Task ManyWriters_EachEntryOnce()
    {
        const int Writers = 32;
        const int Each = 40;
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { QueueCapacity = 8, MaxEntriesPerCommit = 5 });

        EntryOutcome[][] outcomes = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var told = new List<EntryOutcome>();
            RecordingHandle handle = Recording();
            for (int i = 0; i < Each; i++)
            {
                await archive.PostAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });
                told.Add(await archive.WriteAsync(Entry(Weighing(1_767_300_000 + (writer * Each) + i))));
            }

            return told.ToArray();
        })));

        outcomes.SelectMany(outcome => outcome).Should().HaveCount(Writers * Each).And.OnlyContain(outcome => outcome == new EntryOutcome(1, 0));
        place.Count("measurement").Should().Be(Writers * Each);
        archive.Recordings().Should().HaveCount(Writers).And.OnlyContain(recording => recording.ExchangeCount == Each);
        archive.FailedPosts.Should().Be(0);
    }

    [Fact]
    public async Task SameMeasurementFromManyWriters_StoredByOne()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        EntryOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(_ => Task.Run(async () => await archive.WriteAsync(Entry(Weighing(1_767_300_000))))));

        outcomes.Sum(outcome => outcome.Stored).Should().Be(1);
        outcomes.Sum(outcome => outcome.Duplicates).Should().Be(31);
    }

    [Fact]
    public async Task QueueFull_NextWaitsForRoomAndKeepsItsPlace()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open(options => options with { QueueCapacity = 2 });
        RecordingHandle handle = Recording();
        await archive.PostAsync(new ArchiveEntry { Users = stuck });
        await stuck.Reached;

        Task[] posts = [.. Enumerable.Range(0, 5).Select(i => archive.PostAsync(
            new ArchiveEntry { Recording = handle, Exchanges = [Exchange($"{i}", "")] }).AsTask())];

        posts.Select(post => post.IsCompleted).Should().Equal(true, true, false, false, false);
        stuck.Release();
        await Task.WhenAll(posts);
        await archive.WriteAsync(new ArchiveEntry());
        archive.FindRecording(handle.Id)!.Exchanges.Select(exchange => (char)exchange.Request.Span[0]).Should().Equal('0', '1', '2', '3', '4');
    }

    [Fact]
    public async Task QueueFullOfBytes_NextWaits()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open(options => options with { QueueBytes = 100 });
        await archive.PostAsync(new ArchiveEntry { Users = stuck });
        await stuck.Reached;
        ArchiveEntry Large() => new() { Recording = Recording(), Exchanges = [new RecordedExchange(new byte[60], new byte[60], Now)] };

        Task first = archive.PostAsync(Large()).AsTask();
        Task second = archive.PostAsync(Large()).AsTask();

        (first.IsCompleted, second.IsCompleted).Should().Be((true, false));
        stuck.Release();
        await second;
    }

    [Fact]
    public async Task CancelledWhileWaitingForRoom_NotStored()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        using var cancellation = new CancellationTokenSource();
        ScaleArchive archive = place.Open(options => options with { QueueCapacity = 1 });
        await archive.PostAsync(new ArchiveEntry { Users = stuck });
        await stuck.Reached;
        await archive.PostAsync(new ArchiveEntry());
        Task<EntryOutcome> write = archive.WriteAsync(Entry(Weighing(1_767_300_000)), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await write.Invoking(it => it.WaitAsync(TimeSpan.FromSeconds(30))).Should().ThrowAsync<OperationCanceledException>();
        stuck.Release();
        await archive.WriteAsync(new ArchiveEntry());
        place.Count("measurement").Should().Be(0);
    }

    [Fact]
    public async Task WhoComesWhileItStores_IsCommittedAlong()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open();

        (await CommitsOfAsync(archive, new ArchiveEntry { Users = stuck }, stuck)).Should().Be(1);
        place.Count("measurement").Should().Be(1);
    }

    [Fact]
    public async Task WhoComesWhileSomethingIsStoredThatNeedsNoDisk_IsCommittedToTheDiskAfterIt()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open();

        (await CommitsOfAsync(archive, new ArchiveEntry { Users = stuck, WithoutDisk = true }, stuck)).Should().Be(2);
        place.Count("measurement").Should().Be(1);
    }

    [Fact]
    public async Task WrittenSoon_WaitsForWhatIsUrgentAndIsCommittedWithIt()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { PostDelay = TimeSpan.FromHours(1) });
        Task<EntryOutcome> soon = archive.WriteSoonAsync(Entry(Weighing(1_767_300_000))).AsTask();
        place.Count("measurement").Should().Be(0);

        (await archive.WriteAsync(Entry(Weighing(1_767_300_001)))).Stored.Should().Be(1);

        (await soon).Stored.Should().Be(1);
        place.Count("measurement").Should().Be(2);
    }

    [Fact]
    public async Task WrittenSoon_StoredWhenTheDelayHasPassed()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { PostDelay = TimeSpan.FromMilliseconds(1) });

        (await archive.WriteSoonAsync(Entry(Weighing(1_767_300_000)))).Stored.Should().Be(1);
    }

    [Fact]
    public async Task OneBadEntry_FailsAlone()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        await archive.PostAsync(new ArchiveEntry { Users = stuck });
        await stuck.Reached;

        // These wait together, and come into one transaction.
        Task<EntryOutcome> before = archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once], Measurements = [Weighing(1)] }).AsTask();
        Task<EntryOutcome> bad = archive.WriteAsync(new ArchiveEntry
        {
            Recording = handle,
            Exchanges = [Once],
            OpenedSession = new ScaleSession("s", null!, "", null, null, Now),
        }).AsTask();
        Task<EntryOutcome> after = archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once], Measurements = [Weighing(2)] }).AsTask();
        stuck.Release();

        (await before, await after).Should().Be((new EntryOutcome(1, 0), new EntryOutcome(1, 0)));
        await bad.Invoking(async it => await it).Should().ThrowAsync<ArchiveException>().WithMessage("*session.mac*");
        archive.FindRecording(handle.Id)!.Exchanges.Should().HaveCount(2);
        place.Count("session").Should().Be(0);
    }

    [Fact]
    public async Task FailedEntry_LeavesItsRecordingToTheNext()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        ArchiveEntry bad = new() { Recording = handle, Exchanges = [Once], OpenedSession = new ScaleSession("s", null!, "", null, null, Now) };
        await archive.Invoking(async it => await it.WriteAsync(bad)).Should().ThrowAsync<ArchiveException>();
        handle.Id.Should().Be(0);

        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });

        archive.FindRecording(handle.Id)!.Exchanges.Should().HaveCount(1);
    }

    [Fact]
    public async Task DiskFull_EverybodyIsToldAndLaterWritesSucceed()
    {
        await using var place = new TemporaryArchive();
        var told = new List<ArchiveException>();
        ScaleArchive archive = place.Open(options => options with { PostFailed = told.Add });
        long pages = archive.WriterDatabase.Number("PRAGMA page_count");
        archive.WriterDatabase.Execute($"PRAGMA max_page_count = {pages}");
        ArchiveEntry Large(int i) => new()
        {
            Recording = Recording(),
            Exchanges = [new RecordedExchange(new byte[20_000], default, Now)],
            Measurements = [Weighing(1_767_300_000 + i)],
        };

        Task<EntryOutcome>[] writes = [.. Enumerable.Range(0, 10).Select(i => archive.WriteAsync(Large(i)).AsTask())];
        await archive.PostAsync(Large(10));
        foreach (Task<EntryOutcome> write in writes)
        {
            await write.Invoking(async it => await it).Should().ThrowAsync<ArchiveException>().WithMessage($"*{place.Path}*disk is full*");
        }

        place.Count("measurement").Should().Be(0, "an entry is stored whole or not at all");
        await archive.WriteAsync(new ArchiveEntry());
        archive.FailedPosts.Should().Be(1);
        told.Should().ContainSingle().Which.Message.Should().Contain("disk is full");
        archive.WriterDatabase.Execute("PRAGMA max_page_count = 1000000");
        (await archive.WriteAsync(Large(0))).Should().Be(new EntryOutcome(1, 0));
        archive.Recordings().Should().HaveCount(1);
    }

    [Fact]
    public async Task LockedByAnotherProgram_ToldAfterTheBusyTimeout()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { BusyTimeout = TimeSpan.FromMilliseconds(20) });
        using (Microsoft.Data.Sqlite.SqliteConnection browser = place.Sqlite())
        {
            browser.Ask("BEGIN IMMEDIATE");
            await archive.Invoking(async it => await it.WriteAsync(Entry(Weighing(1)))).Should().ThrowAsync<ArchiveException>()
                .WithMessage($"*{place.Path}*keeps it locked*");
            archive.Measurements(new MeasurementQuery()).Should().BeEmpty("reading does not wait for a writer");
            browser.Ask("ROLLBACK");
        }

        (await archive.WriteAsync(Entry(Weighing(1)))).Stored.Should().Be(1);
    }

    [Fact]
    public async Task WriterDies_EverythingIsRefusedFromThenOn()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { QueueCapacity = 3 });
        using var stuck = new StuckList();
        await archive.PostAsync(new ArchiveEntry { Users = stuck });
        await stuck.Reached;
        await archive.PostAsync(new ArchiveEntry { Users = new BrokenList() });
        Task<EntryOutcome> sameBatch = archive.WriteAsync(Entry(Weighing(1))).AsTask();
        await archive.PostAsync(new ArchiveEntry());
        Task<EntryOutcome> inLine = archive.WriteAsync(Entry(Weighing(2))).AsTask();
        stuck.Release();

        foreach (Task<EntryOutcome> write in new[] { sameBatch, inLine })
        {
            await write.Invoking(async it => await it).Should().ThrowAsync<ArchiveException>().WithMessage("*writer has stopped*a bug*");
        }

        await archive.Invoking(async it => await it.WriteAsync(new ArchiveEntry())).Should().ThrowAsync<ArchiveException>();
        await archive.Invoking(async it => await it.PostAsync(new ArchiveEntry())).Should().ThrowAsync<ArchiveException>();
        archive.FailedPosts.Should().Be(3);
        await archive.DisposeAsync();
        place.Count("measurement").Should().Be(0);
    }

    // Of an entry that holds the writer up, and of a weight that comes meanwhile.
    private static async Task<int> CommitsOfAsync(ScaleArchive archive, ArchiveEntry first, StuckList stuck)
    {
        int commits = 0;
        var database = (SqliteDatabase)archive.WriterDatabase;
        raw.sqlite3_commit_hook(database.Handle, _ => Interlocked.Increment(ref commits) * 0, null);
        Task<EntryOutcome> before = archive.WriteAsync(first).AsTask();
        await stuck.Reached;
        Task<EntryOutcome> meanwhile = archive.WriteAsync(Entry(Weighing(1_767_300_000))).AsTask();
        stuck.Release();
        await Task.WhenAll(before, meanwhile);
        return commits;
    }
}
