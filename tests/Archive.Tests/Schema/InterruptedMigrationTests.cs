using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Sqlite;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Schema;

/// <summary>A process that is killed in the middle of a change of the schema.</summary>
public sealed class InterruptedMigrationTests
{
    public static TheoryData<int> Steps => [.. Enumerable.Range(2, Migration.All.Count - 1)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Killed_TheNextStartFindsWhatWasBefore_AndMigrates(int step)
    {
        const int Exchanges = 400;
        await using var place = new TemporaryArchive();
        ArchiveFile.Ensure(place.Path);
        using SqliteDatabase database = SqliteDatabase.OpenWriter(new ArchiveOptions { Path = place.Path });
        Migrator.Migrate(database, [Migration.All[0]], Clock);
        database.Execute(FormattableString.Invariant(
            $"""
            INSERT INTO recording (id, client, server, source, started_at) VALUES (1, '', '', 'serve', 0);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Exchanges})
            INSERT INTO exchange (recording_id, started_at, repeats, request, response) SELECT 1, i, 1, zeroblob(3000), zeroblob(1000) FROM n;
            """));
        Migrator.Migrate(database, [.. Migration.All.Take(step - 1)], Clock);

        // With next to no room in memory, what is not committed is in the log already.
        database.Execute("PRAGMA cache_size = 5; PRAGMA wal_checkpoint(TRUNCATE)");
        database.BeginWriting();
        database.Execute(database.Dialect(Migration.All[step - 1].ReadSql()));

        // What kill -9 leaves is the files as they are.
        string left = Path.Combine(place.Folder, "left.db");
        File.Copy(place.Path, left);
        File.Copy(place.Path + "-wal", left + "-wal");
        database.Rollback();

        var options = new ArchiveOptions { Path = left };
        ArchiveCheckup.Run(options).Schema.Should().Be(step - 1, "the step is there whole or not at all");
        await using ScaleArchive archive = ScaleArchive.Open(options, Clock);
        archive.FindRecording(1)!.Exchanges.Should().HaveCount(Exchanges);
        ArchiveCheckup.Run(options).Faults.Should().BeEmpty();
    }
}
