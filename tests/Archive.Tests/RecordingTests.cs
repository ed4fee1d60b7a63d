using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class RecordingTests
{
    private static readonly RecordedExchange Once = Exchange("POST /cgi-bin/once", "HTTP/1.1 200 OK");
    private static readonly RecordedExchange Session = Exchange("POST /cgi-bin/session", string.Empty);

    [Fact]
    public async Task EntriesOfOneHandle_AppendToOneRecording()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once with { Repeats = 3 }] });
        handle.Mac = Mac;
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Session] });

        StoredRecording listed = archive.Recordings().Single();
        StoredRecording whole = archive.FindRecording(handle.Id)!;

        listed.Should().Be(new StoredRecording(handle.Id, Mac, Now, "serve", "192.0.2.7:4711", "192.0.2.1:80", 2, listed.Exchanges));
        listed.Exchanges.Should().BeEmpty();
        whole.Exchanges.Should().HaveCount(2);
        whole.Exchanges[0].Request.ToArray().Should().Equal(Once.Request.ToArray());
        whole.Exchanges[0].Response.ToArray().Should().Equal(Once.Response.ToArray());
        whole.Exchanges[0].Repeats.Should().Be(3);
        whole.Exchanges[0].StartedAt.Should().Be(Now);
        whole.Exchanges[1].Request.ToArray().Should().Equal(Session.Request.ToArray());
        whole.Exchanges[1].Response.Length.Should().Be(0);
    }

    [Fact]
    public async Task FullRecording_GoesOnInAnother()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });
        handle.Row = handle.Row with { Exchanges = ExchangeId.PerRecording };

        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Session] });

        archive.Recordings().Select(recording => recording.ExchangeCount).Should().Equal(1, 1);
        archive.FindRecording(handle.Id)!.Exchanges.Single().Request.ToArray().Should().Equal(Session.Request.ToArray());
    }

    [Fact]
    public async Task MoreThanAPage_AllInOrder_OrThoseAskedFor()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        const int Many = 600;
        for (int i = 0; i < Many; i++)
        {
            await archive.PostAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once] });
        }

        await archive.WriteAsync(new ArchiveEntry());

        archive.Recordings().Select(recording => recording.Id).Should().Equal(Enumerable.Range(1, Many).Select(id => (long)id));
        archive.Recordings(300, 302).Select(recording => recording.Id).Should().Equal(300, 301, 302);
        archive.Recordings(Many + 1).Should().BeEmpty();
    }

    [Fact]
    public async Task MeasurementFoundLater_NamesTheRecordingItIsIn()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });

        await archive.WriteAsync(new ArchiveEntry { FoundIn = handle.Id, Measurements = [Weighing(1_767_323_000)] });
        Action both = () => _ = archive.WriteAsync(new ArchiveEntry { FoundIn = handle.Id, Recording = handle }).AsTask();

        archive.Measurements(new MeasurementQuery()).Should().ContainSingle().Which.RecordingId.Should().Be(handle.Id);
        both.Should().Throw<ArgumentException>().WithMessage("*one recording*");
    }

    [Fact]
    public async Task UnknownNumber_Null()
    {
        await using var place = new TemporaryArchive();

        place.Open().FindRecording(1).Should().BeNull();
    }

    [Fact]
    public async Task ImportedTwice_AddsNothing()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        ArchiveEntry Import(string client) => new()
        {
            Recording = new RecordingHandle(client, "", DateTimeOffset.UnixEpoch, "import") { Mac = Mac, Fingerprint = RecordingFingerprint.Of([Once, Session]) },
            Exchanges = [Once, Session],
            Measurements = [Weighing(1_767_300_000, source: MeasurementSource.Import)],
        };
        ArchiveEntry first = Import("192.0.2.7:4711");
        ArchiveEntry second = Import("");

        (await archive.WriteAsync(first)).Should().Be(new EntryOutcome(1, 0));
        (await archive.WriteAsync(second)).Should().Be(new EntryOutcome(0, 1));

        first.Recording!.AlreadyArchived.Should().BeFalse();
        second.Recording!.AlreadyArchived.Should().BeTrue();
        second.Recording.Id.Should().Be(first.Recording.Id);
        archive.Recordings().Should().ContainSingle().Which.ExchangeCount.Should().Be(2);
        archive.HasRecording(RecordingFingerprint.Of([Once, Session])).Should().BeTrue();
        archive.HasRecording(RecordingFingerprint.Of([Session, Once])).Should().BeFalse();
    }

    [Fact]
    public async Task SameWordsLive_RecordedEachTime()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once] });
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once] });

        archive.Recordings().Should().HaveCount(2);
    }

    [Fact]
    public void Fingerprint_TellsWhereOneMessageEnds()
    {
        RecordingFingerprint.Of([Exchange("ab", "c")]).Should().NotBe(RecordingFingerprint.Of([Exchange("a", "bc")]));
        RecordingFingerprint.Of([Exchange("ab", "c")]).Should().Be(RecordingFingerprint.Of([Exchange("ab", "c") with { StartedAt = default }]));
    }

    [Fact]
    public async Task TimeThatNobodyKnew_UnixEpoch()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Recording = new RecordingHandle("", "", default, "import") });

        archive.Recordings().Single().StartedAt.Should().Be(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task ExchangesWithoutRecording_RefusedAtOnce()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.Invoking(async it => await it.WriteAsync(new ArchiveEntry { Exchanges = [Once] }))
            .Should().ThrowAsync<ArgumentException>();
    }
}
