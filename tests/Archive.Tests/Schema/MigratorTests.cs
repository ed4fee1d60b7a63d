using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Sqlite;
using SQLitePCL;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Schema;

public sealed class MigratorTests
{
    [Fact]
    public async Task Empty_BroughtToTheLatest()
    {
        await using var place = new TemporaryArchive();
        place.Open();

        using SqliteConnection sqlite = place.Sqlite();

        sqlite.Number("SELECT MAX(number) FROM schema_migration").Should().Be(Migration.All[^1].Number);
        sqlite.Number("SELECT applied_at FROM schema_migration WHERE number = 1").Should().Be(1_767_323_045_678_901);
    }

    [Fact]
    public void Steps_NumberedWithoutGap() =>
        Migration.All.Select(step => step.Number).Should().Equal(Enumerable.Range(1, Migration.All.Count));

    [Fact]
    public async Task OpenedAgain_NothingApplied()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        place.Open();

        place.Count("schema_migration").Should().Be(Migration.All.Count);
    }

    [Fact]
    public async Task OpenedByManyAtOnce_AppliedOnce()
    {
        await using var place = new TemporaryArchive();

        ScaleArchive[] archives = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => ScaleArchive.Open(new ArchiveOptions { Path = place.Path }, Clock))));

        place.Count("schema_migration").Should().Be(Migration.All.Count);
        foreach (ScaleArchive archive in archives)
        {
            await archive.DisposeAsync();
        }
    }

    [Fact]
    public async Task AnotherProcessMakesTheTables_BetweenTwoQuestions()
    {
        await using var place = new TemporaryArchive();
        ArchiveFile.Ensure(place.Path);
        using SqliteDatabase database = SqliteDatabase.OpenWriter(new ArchiveOptions { Path = place.Path });
        ScaleArchive? other = null;
        raw.sqlite3_profile(database.Handle, (object _, string _, long _) => other ??= place.Open(), null);

        Migrator.Migrate(database, Migration.All, Clock);

        other.Should().NotBeNull();
        place.Count("schema_migration").Should().Be(Migration.All.Count);
    }

    [Fact]
    public async Task Newer_RefusedAndLeftAlone()
    {
        await using var place = new TemporaryArchive();
        await place.Open().DisposeAsync();
        using (SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("INSERT INTO schema_migration (number, name, applied_at) VALUES (900, 'later', 0)");
        }

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage($"*{place.Path}*newer scaleproxy*schema 900*");
        place.Count("schema_migration").Should().Be(Migration.All.Count + 1);
    }

    [Fact]
    public async Task ListOfMigrationsIsGone_Damaged_AndLeftAlone()
    {
        await using var place = new TemporaryArchive();
        await place.Open().DisposeAsync();
        using (SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("DELETE FROM schema_migration");
        }

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage($"*{place.Path}*is damaged*archive check*");
        place.Count("schema_migration").Should().Be(0);
    }

    [Fact]
    public async Task StepThatFails_LeavesNothing()
    {
        await using var place = new TemporaryArchive();
        using (SqliteConnection sqlite = place.Sqlite())
        {
            // In WAL mode already, and made so that the first step stumbles in its middle.
            sqlite.Ask("CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
            sqlite.Ask("INSERT INTO schema_migration (number, name, applied_at) VALUES (0, 'none', 0)");
            sqlite.Ask("CREATE TABLE device (mac TEXT)");
        }

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>();

        using SqliteConnection after = place.Sqlite();
        after.Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'recording'").Should().Be(0);
        after.Number("SELECT MAX(number) FROM schema_migration").Should().Be(0);
    }

    [Fact]
    public async Task AnotherProgramsDatabase_Refused()
    {
        await using var place = new TemporaryArchive();
        using (SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("CREATE TABLE bookmarks (url TEXT)");
        }

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage("*another program's database*");
    }

    [Fact]
    public async Task FirstSchema_ExchangesKeepTheirRecordingsAndOrder()
    {
        await using var place = new TemporaryArchive();
        ArchiveFile.Ensure(place.Path);
        using (SqliteDatabase first = SqliteDatabase.OpenWriter(new ArchiveOptions { Path = place.Path }))
        {
            Migrator.Migrate(first, [Migration.All[0]], Clock);
            first.Execute(
                """
                INSERT INTO recording (id, client, server, source, started_at) VALUES (1, '', '', 'serve', 0), (7, '', '', 'serve', 0), (8, '', '', 'serve', 0);
                INSERT INTO exchange (recording_id, started_at, repeats, request, response)
                VALUES (7, 5, 1, 'a', 'b'), (1, 6, 2, 'c', 'd'), (7, 7, 1, 'e', 'f');
                """);
        }

        ScaleArchive archive = place.Open();

        archive.FindRecording(7)!.Exchanges.Select(Text).Should().Equal("a-b", "e-f");
        archive.FindRecording(1)!.Exchanges.Select(Text).Should().Equal("c-d");
        archive.FindRecording(8)!.Exchanges.Should().BeEmpty();
        archive.Recordings().Select(recording => recording.ExchangeCount).Should().Equal(1, 2, 0);

        static string Text(RecordedExchange exchange) =>
            System.Text.Encoding.ASCII.GetString(exchange.Request.Span) + "-" + System.Text.Encoding.ASCII.GetString(exchange.Response.Span);
    }
}
