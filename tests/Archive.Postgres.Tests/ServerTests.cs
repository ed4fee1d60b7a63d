using ScaleProxy.Archive.Tests;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Postgres.Tests;

public sealed class ServerTests
{
    private static readonly ScaleSession Opened = new("17-6957353f-1a2b", Mac, "192.0.2.7", 69, "211", Now);

    [Fact]
    public async Task OpenedByManyAtOnce_TheSchemaIsMadeOnce()
    {
        await using var place = new TemporaryArchive();

        ScaleArchive[] archives = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ScaleArchive.Open(new ArchiveOptions { Server = place.Address, BusyTimeout = TimeSpan.FromSeconds(30) }, Clock))));

        archives.Should().OnlyContain(archive => archive.IsShared);
        (await archives[5].WriteAsync(Entry(Weighing(1_767_300_000)))).Stored.Should().Be(1);
        foreach (ScaleArchive archive in archives)
        {
            await archive.DisposeAsync();
        }
    }

    [Fact]
    public async Task SameMeasurementByManyProcesses_StoredOnce()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive[] archives = [.. Enumerable.Range(0, 4).Select(_ => place.Open())];

        EntryOutcome[][] outcomes = await Task.WhenAll(archives.Select(archive => Task.Run(async () =>
        {
            var told = new List<EntryOutcome>();
            for (int i = 0; i < 100; i++)
            {
                told.Add(await archive.WriteAsync(Entry(Weighing(1_767_300_000 + i))));
            }

            return told.ToArray();
        })));

        outcomes.Sum(told => told.Sum(outcome => outcome.Stored)).Should().Be(100);
        place.Count("measurement").Should().Be(100);
    }

    [Fact]
    public async Task ProfilesInOppositeOrder_NoneIsRefused()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive[] archives = [place.Open(), place.Open()];
        string[] macs = [Mac, "00:24:e4:00:00:01", "00:24:e4:00:00:02"];

        await Task.WhenAll(archives.Select((archive, reversed) => Task.Run(async () =>
        {
            for (int round = 0; round < 30; round++)
            {
                await Task.WhenAll((reversed == 0 ? macs : macs.Reverse()).Select(mac =>
                    archive.WriteAsync(new ArchiveEntry { Profile = new Model.Learning.Profile { Mac = mac, FirstSeen = Now, LastSeen = Now } }).AsTask()));
            }
        })));

        archives[0].Profiles().Select(profile => profile.Mac).Should().BeEquivalentTo(macs);
    }

    [Fact]
    public async Task ServerStoppedAndStarted_RefusedMeanwhileAndThenAsBefore()
    {
        using PostgresServer server = PostgresServer.Begin();
        await using var place = new TemporaryArchive(server);
        ScaleArchive archive = place.Open();
        RecordingHandle recording = Recording();
        await archive.WriteAsync(new ArchiveEntry { OpenedSession = Opened, Recording = recording, Exchanges = [Exchange("a", "b")] });
        archive.TryFindSession(Opened.Id, out _).Should().BeTrue();

        server.Stop();
        await archive.Awaiting(it => it.WriteAsync(Entry(Weighing(1_767_300_000))).AsTask())
            .Should().ThrowAsync<ArchiveException>().Where(e => e.Message.Contains("postgres://127.0.0.1", StringComparison.Ordinal) && !e.Message.Contains('\n'));
        archive.Invoking(it => it.TryFindSession(Opened.Id, out _)).Should().Throw<ArchiveException>();
        server.Start();

        archive.TryFindSession(Opened.Id, out _).Should().BeTrue();
        (await archive.WriteAsync(new ArchiveEntry { Recording = recording, Exchanges = [Exchange("c", "d")], Measurements = [Weighing(1_767_300_000)] })).Stored.Should().Be(1);
        archive.FindRecording(recording.Id)!.Exchanges.Should().HaveCount(2, "a recording goes on where it was");
    }

    [Fact]
    public async Task OnceGiven_UsedByOneProcessOnly()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive[] archives = [place.Open(), place.Open()];
        var given = new GivenOnce("192.0.2.7", "00d016bf-242e0bb1", Now);
        await archives[0].WriteAsync(new ArchiveEntry { GivenOnce = given });
        await archives[0].WriteAsync(new ArchiveEntry { GivenOnce = given with { Once = "second", At = Now.AddSeconds(1) } });

        archives[1].GivenOnces(given.Address, Now, 8).Select(once => once.Once).Should().Equal("second", given.Once);
        EntryOutcome[] outcomes = await Task.WhenAll(archives.Select(archive => archive.WriteAsync(new ArchiveEntry { UsedOnce = given }).AsTask()));

        outcomes.Count(outcome => outcome.OnceUsed).Should().Be(1);
        archives[1].GivenOnces(given.Address, Now, 8).Should().ContainSingle().Which.Once.Should().Be("second");
    }

    [Fact]
    public async Task NulInAText_StoredAsItCanBe()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { OpenedSession = Opened with { Firmware = "2\01" } });

        archive.TryFindSession(Opened.Id, out ScaleSession? found).Should().BeTrue();
        found!.Firmware.Should().Be("2\uFFFD1");
    }

    [Fact]
    public void NobodyThere_SaidInOneLine()
    {
        PostgresAddress.TryParse("postgres://anna:s3cret@127.0.0.1:1/weights", out PostgresAddress? address, out _).Should().BeTrue();

        FluentActions.Invoking(() => ScaleArchive.Open(new ArchiveOptions { Server = address }, Clock)).Should().Throw<ArchiveException>()
            .Which.Message.Should().StartWith("archive postgres://127.0.0.1:1/weights: the server cannot be reached").And.NotContain("s3cret").And.NotContain("\n");
    }

    [Fact]
    public void NoSuchDatabase_SaidInOneLine()
    {
        string url = PostgresServer.Shared.NewDatabase() + "-not";
        PostgresAddress.TryParse(url, out PostgresAddress? address, out _).Should().BeTrue();

        FluentActions.Invoking(() => ScaleArchive.Open(new ArchiveOptions { Server = address }, Clock)).Should().Throw<ArchiveException>()
            .Which.Message.Should().EndWith("there is no such database; make it with `createdb`");
    }
}
