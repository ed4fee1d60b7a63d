using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Tests;

namespace ScaleProxy.Archive.Postgres.Tests;

public sealed class SchemaTests
{
    [Fact]
    public async Task NewerSchema_RefusedWithBothNumbers()
    {
        await using var place = new TemporaryArchive();
        place.Open().WriterDatabase.Execute("INSERT INTO schema_migration (number, name, applied_at) VALUES (9999, 'later', 0)");

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage("*schema 9999*");
    }

    [Fact]
    public async Task AnotherProgramsDatabase_Refused()
    {
        await using var place = new TemporaryArchive();
        using (var engine = new PostgresEngine(new ArchiveOptions(), place.Address))
        using (Database database = engine.OpenWriter())
        {
            database.Execute("CREATE TABLE theirs (id BIGINT)");
        }

        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage("*another program's database*");
    }

    [Fact]
    public async Task StepThatFails_LeavesTheDatabaseAsItWas()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        Migration broken = Migration.All[0] with { Number = 9999 };

        FluentActions.Invoking(() => Migrator.Migrate(archive.WriterDatabase, [.. Migration.All, broken], TemporaryArchive.Clock)).Should().Throw<ArchiveException>();

        archive.WriterDatabase.Number("SELECT MAX(number) FROM schema_migration").Should().Be(Migration.All[^1].Number);
    }
}
