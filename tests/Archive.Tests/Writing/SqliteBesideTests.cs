using ScaleProxy.Archive.Sqlite;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.Archive.Tests.Writing;

/// <summary>What is done for the disk beside the connection that writes.</summary>
public sealed class SqliteBesideTests
{
    private const int Page = 4096;

    [Fact]
    public async Task EnoughPagesWritten_InATransactionThatIsOpen_AreBroughtToTheDisk_AndFewAreNot()
    {
        await using var place = new TemporaryArchive();
        using SqliteDatabase database = Filling(place);
        using SqliteBeside beside = SqliteBeside.SyncEarly(database, 100 * Page);

        Insert(database, pages: 50);
        beside.Look();
        beside.Begun.Should().Be(0);
        Insert(database, pages: 150);
        beside.Look();

        await Eventually.HoldsAsync(() => beside.Begun == 1);
        database.InTransaction.Should().BeTrue();
        database.Commit();
        database.Number("SELECT COUNT(*) FROM t").Should().Be(200);
    }

    [Fact]
    public async Task Sync_ReachesTheFile()
    {
        await using var place = new TemporaryArchive();
        using SqliteDatabase file = Filling(place);

        SqliteFile.Sync(file.Handle).Should().BeTrue();
    }

    // As small a cache as there is: what is inserted is written as it comes.
    private static SqliteDatabase Filling(TemporaryArchive place)
    {
        ArchiveFile.Ensure(place.Path);
        SqliteDatabase database = SqliteDatabase.OpenTarget(place.Path);
        database.Execute(FormattableString.Invariant($"PRAGMA page_size = {Page}; PRAGMA cache_size = 1; CREATE TABLE t (b BLOB)"));
        database.BeginWriting();
        return database;
    }

    private static void Insert(SqliteDatabase database, int pages) =>
        database.Execute(FormattableString.Invariant($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {pages}) INSERT INTO t SELECT randomblob({Page - 100}) FROM n"));
}
