using ScaleProxy.Archive.Maintenance;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Maintenance;

public sealed class ArchiveVacuumTests
{
    [Fact]
    public async Task UnusedSpace_GivenBack()
    {
        await using var place = new TemporaryArchive();
        await FillAndForgetAsync(place);

        (ArchiveSize before, ArchiveSize after) = Vacuum(place);

        before.UnusedBytes.Should().BeGreaterThan(900_000);
        after.UnusedBytes.Should().Be(0);
        new FileInfo(place.Path).Length.Should().Be(after.Bytes).And.BeLessThan(before.Bytes - 900_000);
        place.Count("measurement").Should().Be(1);
        Directory.GetFiles(place.Folder).Should().BeSubsetOf([place.Path, place.Path + ".lock"]);
    }

    [Fact]
    public async Task SomebodyServes_SaysWho()
    {
        await using var place = new TemporaryArchive();
        using ArchiveLease lease = place.Open().TakeServeLease("scaleproxy serve");

        place.Invoking(it => Vacuum(it)).Should().Throw<ArchiveException>().WithMessage("*scaleproxy serve (process*has it*");
    }

    [Fact]
    public async Task LockedByAnotherProgram_OneLine()
    {
        await using var place = new TemporaryArchive();
        await FillAndForgetAsync(place);
        using Microsoft.Data.Sqlite.SqliteConnection browser = place.Sqlite();
        browser.Ask("BEGIN IMMEDIATE");

        place.Invoking(it => Vacuum(it)).Should().Throw<ArchiveException>().WithMessage($"*{place.Path}*keeps it locked*");
    }

    [Fact]
    public async Task NoRoom_SaysHowMuchItTakes()
    {
        await using var place = new TemporaryArchive();
        await FillAndForgetAsync(place);
        long bytes = new FileInfo(place.Path).Length;

        place.Invoking(it => Vacuum(it, free: 1000)).Should().Throw<ArchiveException>().WithMessage("*takes*bytes of room for a while, and 1,000 are free*");

        new FileInfo(place.Path).Length.Should().Be(bytes);
    }

    [Fact]
    public async Task Cancelled_StaysAsItWas_AndNobodyHasIt()
    {
        await using var place = new TemporaryArchive();
        await FillAndForgetAsync(place);
        long bytes = new FileInfo(place.Path).Length;
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        place.Invoking(it => Vacuum(it, cancellation: cancellation.Token)).Should().Throw<OperationCanceledException>();
        new FileInfo(place.Path).Length.Should().Be(bytes);
        File.Exists(place.Path + ".holder").Should().BeFalse();
        Vacuum(place).After.Bytes.Should().BeLessThan(bytes);
    }

    [Fact]
    public void CancelledOnTheWay_Interrupted()
    {
        using var cancellation = new CancellationTokenSource();
        using Sqlite.SqliteDatabase database = Sqlite.SqliteDatabase.OpenTarget(":memory:");
        SQLitePCL.raw.sqlite3_progress_handler(database.Handle, 1000, _ => { cancellation.Cancel(); return 0; }, null);

        database.Invoking(it => it.ExecuteInterruptibly("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n", cancellation.Token)).Should().Throw<OperationCanceledException>();
    }

    private static (ArchiveSize Before, ArchiveSize After) Vacuum(TemporaryArchive place, long free = long.MaxValue, CancellationToken cancellation = default) =>
        ArchiveVacuum.Run(new ArchiveOptions { Path = place.Path, BusyTimeout = TimeSpan.FromMilliseconds(20) }, Clock, _ => free, cancellation);

    private static async Task FillAndForgetAsync(TemporaryArchive place)
    {
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [new RecordedExchange(new byte[1_000_000], default, Now)], Measurements = [Weighing(1)] });
        await archive.DisposeAsync();
        using Microsoft.Data.Sqlite.SqliteConnection sqlite = place.Sqlite();
        sqlite.Ask("DELETE FROM exchange");
    }
}
