using ScaleProxy.Archive.Maintenance;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Maintenance;

public sealed class ArchiveBackupTests
{
    [Fact]
    public async Task WhileOthersWrite_AWholeStateOfOneMoment()
    {
        const int Before = 3000;
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open(options => options with { CheckpointPages = 50 });
        await archive.WriteAsync(Entry([.. Enumerable.Range(0, Before).Select(i => Weighing(1_700_000_000 + i))]));
        int taken = 1_710_000_000;

        // Between the steps others write, and carry their log over into the very file.
        ArchiveReport report = Back(place, "copy.db", progress: _ =>
        {
            for (int i = 0; i < 30; i++)
            {
                archive.WriteAsync(Entry([.. Enumerable.Range(0, 20).Select(_ => Weighing(taken++))])).AsTask().Wait();
            }
        });

        report.Counts!.Measurements.Should().Be(Before);
        report.Name.Should().Be(Beside(place, "copy.db"));
        await using ScaleArchive copy = ScaleArchive.Open(new ArchiveOptions { Path = report.Name }, Clock);
        copy.Measurements(new MeasurementQuery()).Count().Should().Be(Before);
        (await copy.WriteAsync(Entry(Weighing(1)))).Stored.Should().Be(1, "it is an archive like any other");
        place.Count("measurement").Should().BeGreaterThan(Before);
    }

    [Fact]
    public async Task UnderItsNameOnlyWhenWhole_AndNothingElseStays()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        bool there = false;

        Back(place, "copy.db", progress: _ => there |= File.Exists(Beside(place, "copy.db")));

        there.Should().BeFalse();
        Directory.GetFiles(place.Folder, "copy*").Should().Equal(Beside(place, "copy.db"));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Beside(place, "copy.db")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Cancelled_NothingStays()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        place.Invoking(it => Back(it, "copy.db", cancellation: cancellation.Token)).Should().Throw<OperationCanceledException>();

        Directory.GetFiles(place.Folder, "copy*").Should().BeEmpty();
    }

    [Fact]
    public async Task LeftByOneThatWasKilled_WrittenOver()
    {
        await using var place = new TemporaryArchive();
        await place.Open().WriteAsync(Entry(Weighing(1)));
        await File.WriteAllBytesAsync(Beside(place, "copy.db.partial"), new byte[1_000_000]);

        Back(place, "copy.db").Counts!.Measurements.Should().Be(1);

        new FileInfo(Beside(place, "copy.db")).Length.Should().BeLessThan(1_000_000);
    }

    [Fact]
    public async Task ThereAlready_OnlyReplacedWhereAskedTo()
    {
        await using var place = new TemporaryArchive();
        await place.Open().WriteAsync(Entry(Weighing(1)));
        await File.WriteAllTextAsync(Beside(place, "copy.db"), "the last one");

        place.Invoking(it => Back(it, "copy.db")).Should().Throw<ArchiveException>().WithMessage("*is there already*--force*");
        (await File.ReadAllTextAsync(Beside(place, "copy.db"))).Should().Be("the last one");

        Back(place, "copy.db", overwrite: true).Counts!.Measurements.Should().Be(1);
    }

    [Fact]
    public async Task OntoTheArchiveItself_Refused()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        File.CreateSymbolicLink(Beside(place, "link.db"), place.Path);

        place.Invoking(it => Back(it, "scaleproxy.db", overwrite: true)).Should().Throw<ArchiveException>().WithMessage("*is the archive itself*");
        place.Invoking(it => Back(it, "link.db", overwrite: true)).Should().Throw<ArchiveException>().WithMessage("*is the archive itself*");
    }

    [Fact]
    public async Task OntoADevice_NotTakenAway()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        File.CreateSymbolicLink(Beside(place, "null.db"), "/dev/null");

        place.Invoking(it => Back(it, "null.db", overwrite: true)).Should().Throw<ArchiveException>().WithMessage("*or a device*");

        File.ResolveLinkTarget(Beside(place, "null.db"), returnFinalTarget: true).Should().NotBeNull();
    }

    [Fact]
    public async Task OntoAnotherDatabaseInUse_Refused()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        await using ScaleArchive other = ScaleArchive.Open(new ArchiveOptions { Path = Beside(place, "other.db") }, Clock);

        place.Invoking(it => Back(it, "other.db", overwrite: true)).Should().Throw<ArchiveException>().WithMessage("*other.db-wal is beside it*");
    }

    [Fact]
    public async Task ArchiveThatIsNotWhole_NoBackupIsMadeOfIt()
    {
        await using var place = new TemporaryArchive();
        await place.Open().WriteAsync(Entry(Weighing(1)));
        using (Microsoft.Data.Sqlite.SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("PRAGMA foreign_keys = OFF; DELETE FROM measurement");
        }

        place.Invoking(it => Back(it, "copy.db")).Should().Throw<ArchiveException>().WithMessage("*not whole*measurement_value*archive check*");

        Directory.GetFiles(place.Folder, "copy*").Should().BeEmpty();
    }

    [Fact]
    public async Task EmptyFile_TakesNoBackupsPlace()
    {
        await using var place = new TemporaryArchive();
        await File.WriteAllBytesAsync(place.Path, []);
        await File.WriteAllTextAsync(Beside(place, "copy.db"), "the last one");

        place.Invoking(it => Back(it, "copy.db", overwrite: true)).Should().Throw<ArchiveException>().WithMessage("*is empty*");

        (await File.ReadAllTextAsync(Beside(place, "copy.db"))).Should().Be("the last one");
    }

    [Fact]
    public async Task FolderThatIsNotThere_OneLine()
    {
        await using var place = new TemporaryArchive();
        place.Open();

        place.Invoking(it => Back(it, "nowhere/copy.db")).Should().Throw<ArchiveException>().WithMessage("backup *nowhere/copy.db: it cannot be written*");
    }

    private static string Beside(TemporaryArchive place, string name) => Path.Combine(place.Folder, name);

    private static ArchiveReport Back(TemporaryArchive place, string name, bool overwrite = false, Action<BackupProgress>? progress = null, CancellationToken cancellation = default) =>
        ArchiveBackup.Run(new ArchiveOptions { Path = place.Path }, Beside(place, name), overwrite, progress ?? (static _ => { }), cancellation);
}
