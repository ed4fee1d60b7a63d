using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

/// <summary>What the next process is told of recordings that nobody ended.</summary>
public sealed class OpenRecordingTests
{
    private static readonly RecordedExchange Once = Exchange("POST /cgi-bin/once", "HTTP/1.1 200 OK");

    [Fact]
    public async Task NotEnded_FoundByTheNextProcess()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Marked();
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });
        handle.Mac = Mac;
        await archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once] });
        await archive.DisposeAsync();

        StoredRecording open = place.Open().OpenRecordings().Should().ContainSingle().Subject;

        open.Should().Be(new StoredRecording(handle.Id, Mac, Now, "learn", "192.0.2.7:4711", "192.0.2.1:80", 2, open.Exchanges));
    }

    [Fact]
    public async Task Ended_NoLongerOpen()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle first = Marked();
        RecordingHandle second = Marked();
        await archive.WriteAsync(new ArchiveEntry { Recording = first, Exchanges = [Once] });
        await archive.WriteAsync(new ArchiveEntry { Recording = second, Exchanges = [Once] });

        await archive.WriteAsync(new ArchiveEntry { Recording = first, Exchanges = [Once], EndsRecording = true });

        archive.OpenRecordings().Select(recording => recording.Id).Should().Equal(second.Id);
    }

    [Fact]
    public async Task BegunAndEndedByOneEntry_NotOpen()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Recording = Marked(), Exchanges = [Once], EndsRecording = true });

        archive.OpenRecordings().Should().BeEmpty();
        archive.Recordings().Should().ContainSingle();
    }

    [Fact]
    public async Task ToldAsCutOff_NotToldAgain()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Recording = Marked(), Exchanges = [Once] });
        await archive.WriteAsync(new ArchiveEntry { Recording = Marked(), Exchanges = [Once] });

        await archive.WriteAsync(new ArchiveEntry { CutOffRecordings = [.. archive.OpenRecordings().Select(recording => recording.Id)] });

        archive.OpenRecordings().Should().BeEmpty();
        archive.Recordings().Should().HaveCount(2, "what there is of them stays");
    }

    [Fact]
    public async Task NotMarked_NeverOpen()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once] });

        archive.OpenRecordings().Should().BeEmpty();
    }

    [Fact]
    public async Task EndedBeforeAnythingWasStored_NoRecording()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Recording = Marked(), EndsRecording = true });

        archive.Recordings().Should().BeEmpty();
    }

    [Fact]
    public async Task EndWithoutRecording_RefusedAtOnce()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.Invoking(async it => await it.WriteAsync(new ArchiveEntry { EndsRecording = true })).Should().ThrowAsync<ArgumentException>();
    }

    private static RecordingHandle Marked() => new("192.0.2.7:4711", "192.0.2.1:80", Now, "learn") { IsMarkedWhileOpen = true };
}
