using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Sqlite;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Reading;

/// <summary>More than a page of measurements: two threads read them, by two connections.</summary>
public sealed class LongReadingTests
{
    private const long At = 1_767_300_000;
    private const int Count = 3000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyPages_EachWithWhatBelongsToIt(bool assigned)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = await FilledAsync(place);
        if (assigned)
        {
            await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(2901, 7, Now) });
        }

        StoredMeasurement[] read = [.. archive.Measurements(new MeasurementQuery())];

        read.Select(stored => stored.Measurement.TakenAt).Should().Equal(Enumerable.Range(0, Count).Select(i => At + i));
        read.Select(stored => stored.Measurement.Values.Single().Raw).Should().Equal(Enumerable.Range(0, Count).Select(i => 60_000L + i));
        read[2800].Measurement.UserIds.Should().Equal(2, 1);
        read[2900].UserId.Should().Be(assigned ? 7 : 1);
        (read[2900].Assignment is not null).Should().Be(assigned);
    }

    [Fact]
    public async Task WhatIsWrittenMeanwhile_IsNotOfThatMoment()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = await FilledAsync(place);
        using IEnumerator<StoredMeasurement> reading = archive.Measurements(new MeasurementQuery()).GetEnumerator();
        reading.MoveNext();

        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At + Count, [1])] });
        using (SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("DELETE FROM measurement_value WHERE measurement_id > 2000");
        }

        int read = 1;
        while (reading.MoveNext())
        {
            reading.Current.Measurement.Values.Should().ContainSingle();
            read++;
        }

        read.Should().Be(Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(Count + 1)]
    public async Task Limit_NoMore(int limit)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = await FilledAsync(place);

        archive.Measurements(new MeasurementQuery(Limit: limit)).Select(stored => stored.Id).Should().Equal(Enumerable.Range(1, Math.Min(limit, Count)).Select(id => (long)id));
        archive.Measurements(new MeasurementQuery(ArrivedAfter: 0, User: "1", Limit: limit)).Should().HaveCount(Math.Min(limit, Count - 1));
    }

    [Fact]
    public async Task Limit_AfterPagesOfOthers()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = await FilledAsync(place);

        StoredMeasurement[] read = [.. archive.Measurements(new MeasurementQuery(ArrivedAfter: 0, Since: DateTimeOffset.FromUnixTimeSeconds(At + 2500), Limit: 3))];

        read.Select(stored => stored.Measurement.TakenAt).Should().Equal(At + 2500, At + 2501, At + 2502);
    }

    [Fact]
    public async Task Beside_ReadsTheSameState_OrIsNotToBeHad()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At)] });
        using SqliteDatabase reader = SqliteDatabase.OpenReader(new ArchiveOptions { Path = place.Path });

        reader.BeginReading();
        Measurements(reader).Should().Be(1);
        using (Database? beside = reader.OpenBeside())
        {
            await archive.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At + 1)] });
            Measurements(beside!).Should().Be(1, "it is of the moment before");
        }

        reader.OpenBeside().Should().BeNull("somebody has written since");
        reader.Rollback();
        reader.BeginReading();
        using (Database? beside = reader.OpenBeside())
        {
            Measurements(beside!).Should().Be(2);
        }
    }

    [Fact]
    public async Task Beside_WhereThereIsNoLog_UntilSomebodyWrites()
    {
        await using var place = new TemporaryArchive();
        await using (ScaleArchive before = place.Open())
        {
            await before.WriteAsync(new ArchiveEntry { Measurements = [Weighing(At)] });
        }

        new FileInfo(place.Path + "-wal").Exists.Should().BeFalse();
        using SqliteDatabase reader = SqliteDatabase.OpenReader(new ArchiveOptions { Path = place.Path });
        reader.BeginReading();
        Measurements(reader).Should().Be(1);
        using (Database? beside = reader.OpenBeside())
        {
            Measurements(beside!).Should().Be(1);
        }

        using (SqliteConnection sqlite = place.Sqlite())
        {
            sqlite.Ask("UPDATE measurement SET battery = 1");
        }

        reader.OpenBeside().Should().BeNull();
    }

    private static long Measurements(Database database) => database.Number("SELECT COUNT(*) FROM measurement");

    private static async Task<ScaleArchive> FilledAsync(TemporaryArchive place)
    {
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry
        {
            Measurements = [.. Enumerable.Range(0, Count).Select(i => Weighing(At + i, i == 2800 ? [2, 1] : [1], [new MeasuredValue(MeasureType.Weight, 60_000 + i, -3)]))],
        });
        return archive;
    }
}
