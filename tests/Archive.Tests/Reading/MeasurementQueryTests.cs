using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Reading;

public sealed class MeasurementQueryTests
{
    private const long At = 1_767_300_000;
    private const string Other = "00:24:e4:00:00:01";

    public static TheoryData<MeasurementQuery, long[]> Queries => new()
    {
        { new MeasurementQuery(), [At, At + 10, At + 20, At + 30, At + 40] },
        { new MeasurementQuery(User: "1"), [At, At + 20] },
        { new MeasurementQuery(User: "ann"), [At, At + 20] },
        { new MeasurementQuery(User: "TOM"), [At + 10, At + 40] },
        { new MeasurementQuery(User: "nobody"), [] },
        { new MeasurementQuery(User: "999"), [] },
        { new MeasurementQuery(Mac: Other), [At + 20, At + 40] },
        { new MeasurementQuery(Since: Time(At + 10)), [At + 10, At + 20, At + 30, At + 40] },
        { new MeasurementQuery(Since: Time(At + 10).AddTicks(1)), [At + 20, At + 30, At + 40] },
        { new MeasurementQuery(Until: Time(At + 10)), [At] },
        { new MeasurementQuery(Until: Time(At + 10).AddTicks(1)), [At, At + 10] },
        { new MeasurementQuery("ANN", Other, Time(At + 5), Time(At + 25)), [At + 20] },
    };

    private static DateTimeOffset Time(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_OldestFirst(MeasurementQuery query, long[] expected)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry
        {
            Users = [new ScaleUser(1, "ANN"), new ScaleUser(2, "TOM"), new ScaleUser(3, "tom")],
            Measurements =
            [
                Weighing(At + 40, [3], mac: Other),
                Weighing(At + 30, [1, 2]),
                Weighing(At + 20, [1], mac: Other),
                Weighing(At, [1]),
                Weighing(At + 10, [2]),
            ],
        });

        archive.Measurements(query).Select(measurement => measurement.Measurement.TakenAt).Should().Equal(expected);
    }

    [Fact]
    public async Task LeftInTheMiddleOfAPage_TheNextReadingIsWhole()
    {
        const int Count = 2500;
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Measurements = [.. Enumerable.Range(0, Count).Select(second => Weighing(At + second, [1]))] });

        for (int i = 0; i < 500; i++)
        {
            archive.Measurements(new MeasurementQuery()).First().Measurement.TakenAt.Should().Be(At);
        }

        archive.Measurements(new MeasurementQuery()).Select(measurement => measurement.Measurement.TakenAt)
            .Should().Equal(Enumerable.Range(0, Count).Select(second => At + second));
    }

    [Fact]
    public async Task WhoComesWithAMeasurement_IsReadWithIt()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        Task writing = Task.Run(async () =>
        {
            for (int i = 1; i <= 300; i++)
            {
                await archive.WriteAsync(new ArchiveEntry { Users = [new ScaleUser(i, $"U{i}")], Measurements = [Weighing(At + i, [i])] });
            }
        });

        bool ends;
        do
        {
            ends = writing.IsCompleted;
            archive.Measurements(new MeasurementQuery()).Should().NotContain(static stored => stored.User == null);
        }
        while (!ends);

        await writing;
    }

    [Fact]
    public async Task Stored_ReadBackWhole()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        ArchivedMeasurement weighing = Weighing(At, [7], [new(1, 77110, -3), new(16, 500, 0)]);
        RecordingHandle recording = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = recording, Users = [new ScaleUser(7, "ANN")], Measurements = [weighing] });

        archive.Measurements(new MeasurementQuery()).Single().Should().BeEquivalentTo(new StoredMeasurement
        {
            Id = 1,
            Measurement = weighing.Measurement,
            UserId = 7,
            User = "ANN",
            Person = new Person { Name = "ANN", ShortName = "ANN", VendorIds = [7] },
            Battery = 69,
            Firmware = "211",
            ReceivedAt = Now,
            Source = MeasurementSource.Serve,
            Plausible = true,
            SessionId = weighing.SessionId,
            RecordingId = recording.Id,
            Forwarded = ForwardState.Off,
        });
    }

    [Fact]
    public async Task NobodyOrSeveralOrNothingMeasured_KeptSo()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, []), Weighing(At + 1, [2, 1], []), Weighing(5, [3])));

        StoredMeasurement[] stored = [.. archive.Measurements(new MeasurementQuery())];

        stored.Select(measurement => measurement.UserId).Should().Equal(3, null, null);
        stored.Select(measurement => measurement.Plausible).Should().Equal(false, true, true);
        stored[1].Measurement.UserIds.Should().BeEmpty();
        stored[2].Measurement.UserIds.Should().Equal(2, 1);
        stored[2].Measurement.Values.Should().BeEmpty();
    }

    [Theory]
    [InlineData(MeasurementSource.Serve, "serve")]
    [InlineData(MeasurementSource.Learn, "learn")]
    [InlineData(MeasurementSource.Import, "import")]
    [InlineData(MeasurementSource.History, "history")]
    [InlineData(MeasurementSource.Manual, "manual")]
    public async Task Source_StoredInLowerCaseAndReadBack(MeasurementSource source, string text)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, source: source)));

        archive.Measurements(new MeasurementQuery()).Single().Source.Should().Be(source);
        archive.WriterDatabase.Text("SELECT source FROM measurement").Should().Be(text);
    }

    [Fact]
    public async Task WhileSomebodyReads_WritesGoOnAndTheReaderSeesOneMoment()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At), Weighing(At + 1)));
        using IEnumerator<StoredMeasurement> reading = archive.Measurements(new MeasurementQuery()).GetEnumerator();
        reading.MoveNext();

        (await archive.WriteAsync(Entry(Weighing(At + 2)))).Stored.Should().Be(1);

        reading.MoveNext().Should().BeTrue();
        reading.MoveNext().Should().BeFalse();
        archive.Measurements(new MeasurementQuery()).Should().HaveCount(3);
    }
}
