using Microsoft.Data.Sqlite;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Learning;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class ForgottenScaleTests
{
    private const string Other = "00:24:e4:00:00:02";

    [Fact]
    public async Task ProfileAlone_GoesWhole_AndTheOthersStay()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await FillAsync(archive);
        long revision = archive.ProfilesRevision();

        await archive.WriteAsync(new ArchiveEntry { Forgotten = new ForgottenScale(Mac, WithRecordings: false) });

        archive.Profiles().Should().ContainSingle().Which.Mac.Should().Be(Other);
        archive.ProfilesRevision().Should().NotBe(revision);
        archive.TryFindSession("17-6957353f-1", out _).Should().BeFalse("whoever knows its number could go on with it");
        archive.Recordings().Should().HaveCount(2);
        archive.Measurements(new MeasurementQuery()).Select(measurement => measurement.RecordingId).Should().Equal(1, 2);
        place.Count("handshake").Should().Be(1);
        place.Count("learned_reply").Should().Be(1);
    }

    [Fact]
    public async Task WithRecordings_NothingPointsToThem()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await FillAsync(archive);

        await archive.WriteAsync(new ArchiveEntry { Forgotten = new ForgottenScale(Mac, WithRecordings: true) });

        archive.Recordings().Should().ContainSingle().Which.Mac.Should().Be(Other);
        archive.Measurements(new MeasurementQuery()).Select(measurement => measurement.RecordingId).Should().Equal(null, 2);
        place.Count("exchange").Should().Be(1);
        place.Count("open_recording").Should().Be(1);
        using SqliteConnection sqlite = place.Sqlite();
        sqlite.Number("SELECT COUNT(*) FROM outbox WHERE exchange_id IS NOT NULL").Should().Be(1, "the other scale's upload still waits");
    }

    private static async Task FillAsync(ScaleArchive archive)
    {
        foreach (string mac in new[] { Mac, Other })
        {
            RecordingHandle recording = new("192.0.2.7:4711", "192.0.2.1:80", Now, "serve") { Mac = mac, IsMarkedWhileOpen = true };
            await archive.WriteAsync(new ArchiveEntry
            {
                Recording = recording,
                Exchanges = [Exchange("POST /cgi-bin/maint", "HTTP/1.1 200 OK")],
                ForwardedExchanges = [0],
                OpenedSession = new Model.Scale.ScaleSession(mac == Mac ? "17-6957353f-1" : "17-6957353f-2", mac, "192.0.2.7", 69, "211", Now),
                Measurements = [Weighing(1_767_323_000 + (mac == Mac ? 0 : 1), mac: mac)],
                Forward = OutboxState.Queued,
                Profile = ScaleOf((1, "ANN", 63, 1_767_000_000)) with { Mac = mac, Handshakes = [new Handshake("1-2", new string('0', 32), Now)] },
            });
        }
    }
}
