using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Archive.Schema;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Maintenance;

public sealed class ArchiveCheckupTests
{
    [Fact]
    public async Task Whole_CountedAlsoWhileInUse()
    {
        await using var place = new TemporaryArchive();
        await FillAsync(place.Open());

        ArchiveReport report = Check(place);

        report.Faults.Should().BeEmpty();
        report.Counts.Should().Be(new ArchiveCounts(Recordings: 2, Exchanges: 3, Measurements: 2, People: 0, Scales: 0));
        (report.Schema, report.LatestSchema).Should().Be((Migration.All[^1].Number, Migration.All[^1].Number));
        report.Size.LogBytes.Should().BePositive("serve's log is not carried over yet");
        place.Count("measurement").Should().Be(2, "it only looks");
    }

    [Theory]
    [InlineData("DELETE FROM measurement WHERE id = 1", "1 rows of measurement_value belong to a measurement that is gone")]
    [InlineData("DELETE FROM recording WHERE id = 2", "2 exchanges belong to recordings that are gone, the first to 2")]
    public async Task OrphansAreFound_AndTheMendMends(string harm, string what)
    {
        await using var place = new TemporaryArchive();
        await FillAsync(place.Open());
        Harm(place, harm);

        ArchiveFault fault = Check(place).Faults.Should().ContainSingle().Subject;

        fault.What.Should().Be(what);
        string sql = fault.Mend[fault.Mend.IndexOf(fault.Mend.Contains("INSERT") ? "INSERT" : "DELETE", StringComparison.Ordinal)..].TrimEnd('\'');
        Harm(place, sql);
        Check(place).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task ExchangesOfALostRecording_AreThereAgainAfterTheMend()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await FillAsync(archive);
        Harm(place, "DELETE FROM recording WHERE id = 2");
        string mend = Check(place).Faults[0].Mend;

        Harm(place, mend[mend.IndexOf("INSERT", StringComparison.Ordinal)..]);

        archive.FindRecording(2)!.Exchanges.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("UPDATE measurement SET source = 'elsewhere' WHERE id = 2")]
    [InlineData("UPDATE measurement SET taken_at = 999999999999999 WHERE id = 2")]
    [InlineData("UPDATE measurement SET received_at = -1 WHERE id = 2")]
    public async Task WhatTheReaderCannotRead_IsFound(string harm)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await FillAsync(archive);
        Harm(place, harm);

        archive.Invoking(it => it.Measurements(new MeasurementQuery()).Count()).Should().Throw<ArchiveException>().WithMessage("*archive check*");
        Check(place).Faults.Should().ContainSingle().Which.What.Should().StartWith("1 measurements cannot be read, the first is 2");
    }

    [Fact]
    public async Task PeopleOfAnAmbiguousMeasurementGone_Found()
    {
        await using var place = new TemporaryArchive();
        await place.Open().WriteAsync(Entry(Weighing(1, users: [7, 8])));
        Harm(place, "DELETE FROM measurement_candidate WHERE user_id = 8");

        Check(place).Faults.Should().ContainSingle().Which.What.Should().Contain("cannot be read");
    }

    [Fact]
    public async Task MeasurementWithoutValues_Found()
    {
        await using var place = new TemporaryArchive();
        await FillAsync(place.Open());
        Harm(place, "DELETE FROM measurement_value WHERE measurement_id = 1");

        Check(place).Faults.Should().ContainSingle().Which.What.Should().Be("1 measurements have no values, the first is 1");
    }

    [Fact]
    public async Task IndexThatLacksRows_Found_AndTheMendMends()
    {
        await using var place = new TemporaryArchive();
        await FillAsync(place.Open());
        string sql = (string)Ask(place, "SELECT sql FROM sqlite_master WHERE name = 'measurement_time'");
        Harm(
            place,
            "PRAGMA writable_schema = ON; "
            + $"UPDATE sqlite_master SET sql = '{sql} WHERE id = 1' WHERE name = 'measurement_time'; PRAGMA writable_schema = RESET; REINDEX measurement_time; PRAGMA writable_schema = ON; "
            + $"UPDATE sqlite_master SET sql = '{sql}' WHERE name = 'measurement_time'; PRAGMA writable_schema = RESET");

        ArchiveReport report = Check(place);

        report.Faults.Should().NotBeEmpty().And.OnlyContain(fault => fault.What.Contains("index measurement_time") && fault.Mend.EndsWith("REINDEX"));
        report.Counts.Should().BeNull("what is damaged counts wrongly");
        Harm(place, "REINDEX");
        Check(place).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task DamagedPages_SaidWithTheWayOut()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry([.. Enumerable.Range(0, 2000).Select(i => Weighing(1_700_000_000 + i))]));
        await archive.DisposeAsync();
        await using (FileStream file = File.OpenWrite(place.Path))
        {
            file.Position = file.Length - (4096 * 4);
            await file.WriteAsync(new byte[4096 * 2]);
        }

        Check(place).Faults.Should().NotBeEmpty().And.OnlyContain(fault => fault.Mend.Contains("restore a backup") && !fault.What.Contains('\n'));
    }

    [Fact]
    public async Task EarlierSchema_LeftAsItIs()
    {
        await using var place = new TemporaryArchive();
        Sqlite.ArchiveFile.Ensure(place.Path);
        using (Sqlite.SqliteDatabase first = Sqlite.SqliteDatabase.OpenWriter(new ArchiveOptions { Path = place.Path }))
        {
            Migrator.Migrate(first, [Migration.All[0]], Clock);
        }

        ArchiveReport report = Check(place);

        (report.Schema, report.Counts, report.Faults.Count).Should().Be((1, null, 0));
        place.Count("schema_migration").Should().Be(1);
    }

    [Fact]
    public async Task NewerSchema_Refused()
    {
        await using var place = new TemporaryArchive();
        place.Open();
        Harm(place, "INSERT INTO schema_migration (number, name, applied_at) VALUES (900, 'later', 0)");

        place.Invoking(Check).Should().Throw<ArchiveException>().WithMessage("*newer scaleproxy*");
    }

    [Fact]
    public async Task NotThere_SaidAndNotMade()
    {
        await using var place = new TemporaryArchive();

        place.Invoking(Check).Should().Throw<ArchiveException>().WithMessage($"*{place.Path}: there is none*");
        Directory.GetFileSystemEntries(place.Folder).Should().BeEmpty();
    }

    private static ArchiveReport Check(TemporaryArchive place) => ArchiveCheckup.Run(new ArchiveOptions { Path = place.Path });

    private static object Ask(TemporaryArchive place, string sql)
    {
        using SqliteConnection sqlite = place.Sqlite();
        return sqlite.Ask(sql)!;
    }

    // As another program that does not know the rules.
    private static void Harm(TemporaryArchive place, string sql)
    {
        using SqliteConnection sqlite = place.Sqlite();
        sqlite.Ask("PRAGMA foreign_keys = OFF");
        sqlite.Ask(sql);
    }

    private static async Task FillAsync(ScaleArchive archive)
    {
        RecordedExchange exchange = Exchange("POST", "HTTP/1.1 200 OK");
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [exchange], Measurements = [Weighing(1_767_300_000)] });
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [exchange, exchange], Measurements = [Weighing(1_767_300_001)] });
    }
}
