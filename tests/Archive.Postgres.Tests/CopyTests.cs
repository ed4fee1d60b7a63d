using ScaleProxy.Archive.Copying;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Postgres.Tests;

public sealed class CopyTests : IDisposable
{
    private const int First = 1_767_300_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaleproxy-copy-");

    private ArchiveOptions File(string name) => new() { Path = Path.Combine(_folder.FullName, name) };

    [Fact]
    public async Task ThereAndBack_EverythingWithItsNumbers()
    {
        await using var place = new TemporaryArchive();
        var server = new ArchiveOptions { Server = place.Address };
        await FillAsync(File("a.db"), 50);

        long there = await ArchiveCopy.RunAsync(File("a.db"), server, Clock, static _ => { }, default);
        long back = await ArchiveCopy.RunAsync(server, File("b.db"), Clock, static _ => { }, default);

        back.Should().Be(there);
        string[] before = await TellAsync(File("a.db"));
        (await TellAsync(server)).Should().Equal(before);
        (await TellAsync(File("b.db"))).Should().Equal(before);
    }

    [Fact]
    public async Task Interrupted_GoesOnWhereItWas_AndNobodyOpensItUntilThen()
    {
        await using var place = new TemporaryArchive();
        var server = new ArchiveOptions { Server = place.Address };
        await FillAsync(File("a.db"), 1500);
        using var ending = new CancellationTokenSource();

        await FluentActions.Awaiting(() => ArchiveCopy.RunAsync(
            File("a.db"),
            server,
            Clock,
            progress =>
            {
                if (progress.Table == "measurement_value")
                {
                    ending.Cancel();
                }
            },
            ending.Token)).Should().ThrowAsync<OperationCanceledException>();
        place.Invoking(it => it.Open()).Should().Throw<ArchiveException>().WithMessage("*a.db into it is not finished*archive copy*");
        await FillAsync(File("other.db"), 1);
        await FluentActions.Awaiting(() => ArchiveCopy.RunAsync(File("other.db"), server, Clock, static _ => { }, default)).Should().ThrowAsync<ArchiveException>().WithMessage("*begun into it is from*");

        await ArchiveCopy.RunAsync(File("a.db"), server, Clock, static _ => { }, default);

        (await TellAsync(server)).Should().Equal(await TellAsync(File("a.db")));
    }

    [Fact]
    public async Task SomethingThereAlready_Refused()
    {
        await FillAsync(File("a.db"), 1);
        await FillAsync(File("b.db"), 1);

        await FluentActions.Awaiting(() => ArchiveCopy.RunAsync(File("a.db"), File("b.db"), Clock, static _ => { }, default))
            .Should().ThrowAsync<ArchiveException>().WithMessage("*b.db: there is something in it already*");
    }

    [Fact]
    public async Task WhatComesAfterwards_GetsNumbersOfItsOwn()
    {
        await using var place = new TemporaryArchive();
        await FillAsync(File("a.db"), 3);
        await ArchiveCopy.RunAsync(File("a.db"), new ArchiveOptions { Server = place.Address }, Clock, static _ => { }, default);
        ScaleArchive archive = place.Open();

        RecordingHandle recording = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = recording, Exchanges = [Exchange("x", "y")], Measurements = [Weighing(First + 99)] });

        recording.Id.Should().Be(2);
        archive.Measurements(new MeasurementQuery()).Select(measurement => measurement.Id).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task EveryTable_CopiedOrLeftBehindOnPurpose()
    {
        await using var place = new TemporaryArchive();
        var names = new List<string>();
        using Engine.Statement tables = place.Open().WriterDatabase.Prepare("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
        while (tables.Step())
        {
            names.Add(tables.Text(0));
        }

        names.Should().BeEquivalentTo(CopiedTable.All.Select(table => table.Name).Concat(CopiedTable.LeftBehind));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task FillAsync(ArchiveOptions options, int measurements)
    {
        await using ScaleArchive archive = ScaleArchive.Open(options, Clock);
        await archive.WriteAsync(new ArchiveEntry
        {
            Recording = Recording(),
            Exchanges = [Exchange("a\0b", "c"), Exchange("d", string.Empty)],
            OpenedSession = new ScaleSession("17-6957353f-1a2b", Mac, "192.0.2.7", 69, null, Now),
            Users = [new ScaleUser(1, "TOM")],
            Person = Ann,
            Profile = new Profile
            {
                Mac = Mac,
                Secret = "0f1e2d3c4b5a6978",
                FirstSeen = Now,
                LastSeen = Now,
                Handshakes = [new Handshake("once", "md5", Now)],
                Replies = [new LearnedReply("measure/store", 0, "HTTP/1.1 200 OK\r\n\r\n{}"u8.ToArray(), Now)],
            },
            Measurements = [.. Enumerable.Range(0, measurements).Select(i => Weighing(First + i, i % 5 == 0 ? [1, 2] : [1]))],
        });
    }

    // All that can be read of it, a line for each thing.
    private static async Task<string[]> TellAsync(ArchiveOptions options)
    {
        await using ScaleArchive archive = ScaleArchive.Open(options, Clock);
        archive.TryFindSession("17-6957353f-1a2b", out ScaleSession? session).Should().BeTrue();
        return
        [
            session!.ToString(),
            .. archive.Users().Select(user => user.ToString()),
            .. archive.People().All.Select(person => $"{person.Id} {person.Name} {person.Height} {person.BirthDate:O} {person.EnteredWeight} {string.Join(',', person.VendorIds)}"),
            .. archive.Profiles().SelectMany(profile => new[] { profile.Mac, profile.Secret!, profile.LastSeen.ToString("O", null), profile.Handshakes.Single().ToString(), Convert.ToHexString(profile.Replies.Single().Raw.Span) }),
            .. archive.Recordings().SelectMany(recording => archive.FindRecording(recording.Id)!.Exchanges.Select(exchange => $"{recording.Id} {Convert.ToHexString(exchange.Request.Span)} {Convert.ToHexString(exchange.Response.Span)} {exchange.StartedAt:O}")),
            .. archive.Measurements(new MeasurementQuery()).Select(stored => $"{stored.Id} {stored.Measurement.TakenAt} {string.Join(',', stored.Measurement.UserIds)} {string.Join(',', stored.Measurement.Values)} {stored.RecordingId} {stored.ReceivedAt:O} {stored.Assignment}"),
        ];
    }
}
