using ScaleProxy.Archive.Maintenance;
using ScaleProxy.EndToEnd.Running;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

/// <summary>In bulk a new archive is filled by one transaction without a write-ahead log.</summary>
public sealed class FillingTests
{
    private const int First = 1_767_300_000;
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Queued_AreCommittedTogetherWithTheFirstThatSomebodyWaitsFor()
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive archive = Open(place, s_hour, s_hour);
        List<Task<EntryOutcome>> queued = Queue(archive, 100);

        queued.Should().OnlyContain(entry => !entry.IsCompleted);
        place.Count("measurement").Should().Be(0);

        await archive.WriteAsync(new ArchiveEntry());

        queued.Should().OnlyContain(entry => entry.IsCompletedSuccessfully && entry.Result.Stored == 1);
        place.Count("measurement").Should().Be(100);
    }

    [Fact]
    public async Task Committed_TheLogBegins()
    {
        await using var place = new TemporaryArchive();
        await using (ScaleArchive archive = Open(place, s_hour, s_hour))
        {
            archive.WriterDatabase.Number("PRAGMA synchronous").Should().Be(2, "that is FULL");
            await archive.WriteAsync(Entry(Weighing(First)));

            archive.WriterDatabase.Text("PRAGMA journal_mode").Should().Be("wal");
            archive.WriterDatabase.Number("PRAGMA synchronous").Should().Be(1, "that is NORMAL");
            await archive.WriteAsync(Entry(Weighing(First + 1)));
        }

        Directory.GetFiles(place.Folder).Should().Equal(place.Path);
        place.Count("measurement").Should().Be(2);
    }

    [Fact]
    public async Task NothingWritten_TheLogBeginsAllTheSame()
    {
        await using var place = new TemporaryArchive();
        await using (Open(place, s_hour, s_hour))
        {
        }

        Directory.GetFiles(place.Folder).Should().Equal(place.Path);
        File.ReadAllBytes(place.Path)[18..20].Should().Equal([2, 2], "that is a file with a write-ahead log");
    }

    [Fact]
    public async Task ClosedTwice_IsClosed()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = Open(place, s_hour, s_hour);
        await archive.WriteAsync(Entry(Weighing(First)));

        await archive.DisposeAsync();
        await archive.DisposeAsync();

        place.Count("measurement").Should().Be(1);
    }

    [Fact]
    public async Task FillingTimeOver_CommittedThoughNobodyWaits()
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive archive = Open(place, TimeSpan.Zero, s_hour);

        List<Task<EntryOutcome>> queued = Queue(archive, 9);

        await queued[0].WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task NobodyBringsMore_Committed()
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive archive = Open(place, s_hour, TimeSpan.FromMilliseconds(10));

        List<Task<EntryOutcome>> queued = Queue(archive, 100);

        await Task.WhenAll(queued).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task AnotherProcessOpensItMeanwhile_WaitsAndReads()
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive filling = Open(place, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(50));
        List<Task<EntryOutcome>> queued = Queue(filling, 100);

        ScaleArchive other = place.Open();
        await other.WriteAsync(Entry(Weighing(First + 1000)));

        await Task.WhenAll(queued);
        await filling.WriteAsync(Entry(Weighing(First + 1001)));
        place.Count("measurement").Should().Be(102);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndedInTheMiddle_TheNextStartFindsAnEmptyArchive(bool powerCut)
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive archive = Open(place, s_hour, s_hour);
        long before = new FileInfo(place.Path).Length;

        // More than is held in memory: what is not committed is in the file already.
        for (int i = 0; i < 200; i++)
        {
            _ = archive.Queue(Large(i));
        }

        await Eventually.HoldsAsync(() => new FileInfo(place.Path).Length > before + (1024 * 1024));
        string left = Path.Combine(place.Folder, "left.db");
        File.Copy(place.Path + "-journal", left + "-journal");
        byte[] file = File.ReadAllBytes(place.Path);
        if (powerCut)
        {
            // Of what was not synced anything may have arrived, or nothing.
            new Random(20_260_105).NextBytes(file.AsSpan((int)before));
        }

        File.WriteAllBytes(left, file);

        var options = new ArchiveOptions { Path = left };
        ArchiveCheckup.Run(options).Faults.Should().BeEmpty();
        await using ScaleArchive next = ScaleArchive.Open(options with { Bulk = true }, Clock);
        next.Recordings().Should().BeEmpty();
        await next.WriteAsync(Large(0));
        next.Recordings().Should().HaveCount(1);
    }

    [Fact]
    public async Task NoRoom_AllOfThemAreRefused_AndLaterOnesStored()
    {
        await using var place = new TemporaryArchive();
        await using ScaleArchive archive = Open(place, s_hour, s_hour);
        archive.WriterDatabase.Execute(FormattableString.Invariant($"PRAGMA max_page_count = {archive.WriterDatabase.Number("PRAGMA page_count")}"));
        var queued = new List<Task<EntryOutcome>>();
        for (int i = 0; i < 40; i++)
        {
            queued.Add(archive.Queue(Large(i)));
        }

        Task last = archive.WriteAsync(new ArchiveEntry()).AsTask();

        foreach (Task<EntryOutcome> entry in queued)
        {
            (await entry.Invoking(async it => await it).Should().ThrowAsync<ArchiveException>()).WithMessage("*the disk is full*");
        }

        await Task.WhenAny(last);
        // Whether it is refused with them hangs on whether it comes in time; what comes after it finds all the room there was.
        await archive.WriteAsync(Entry(Weighing(First)));
        place.Count("measurement").Should().Be(1);
    }

    private static ScaleArchive Open(TemporaryArchive place, TimeSpan filling, TimeSpan postDelay) => ScaleArchive.Open(
        new ArchiveOptions { Path = place.Path, Bulk = true, FillingTime = filling, PostDelay = postDelay, QueueCapacity = 16 }, Clock);

    private static List<Task<EntryOutcome>> Queue(ScaleArchive archive, int count)
    {
        var queued = new List<Task<EntryOutcome>>();
        for (int i = 0; i < count; i++)
        {
            queued.Add(archive.Queue(Entry(Weighing(First + i))));
        }

        return queued;
    }

    private static ArchiveEntry Large(int number) => new()
    {
        Recording = new RecordingHandle("", "", DateTimeOffset.UnixEpoch, "import"),
        Exchanges = [new RecordedExchange(new byte[100 * 1024], new byte[number], DateTimeOffset.UnixEpoch)],
    };
}
