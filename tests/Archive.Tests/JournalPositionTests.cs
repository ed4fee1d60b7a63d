using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

/// <summary>How far a journal is in the archive, and how a recording that was cut off goes on.</summary>
public sealed class JournalPositionTests
{
    private const string Journal = "6f0c";

    private static readonly RecordedExchange Once = Exchange("POST /cgi-bin/once", "HTTP/1.1 200 OK");

    [Fact]
    public async Task NothingOfIt_Zero()
    {
        await using var place = new TemporaryArchive();

        place.Open().JournalPositionOf(Journal).Should().Be(0);
    }

    [Fact]
    public async Task Many_TheLastCounts_AndTheNextProcessKnows()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        RecordingHandle handle = Recording();
        var writes = new List<Task>();
        for (int i = 1; i <= 600; i++)
        {
            writes.Add(archive.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Once], Journaled = new JournalPosition(i <= 100 ? "other" : Journal, i) }).AsTask());
        }

        await Task.WhenAll(writes);
        await archive.DisposeAsync();

        ScaleArchive next = place.Open();
        (next.JournalPositionOf("other"), next.JournalPositionOf(Journal)).Should().Be((100L, 600L));
    }

    [Fact]
    public async Task EntryNotStored_PositionNeither()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once], Journaled = new JournalPosition(Journal, 1) });

        Func<Task> write = async () => await archive.WriteAsync(new ArchiveEntry
        {
            Recording = Recording(),
            Exchanges = [Once],
            Journaled = new JournalPosition(Journal, 2),
            OpenedSession = new ScaleSession("s", null!, "", null, null, Now),
        });
        await write.Should().ThrowAsync<ArchiveException>();
        await archive.DisposeAsync();

        ScaleArchive next = place.Open();
        next.JournalPositionOf(Journal).Should().Be(1);
        next.Recordings().Should().ContainSingle();
    }

    [Fact]
    public async Task Ended_Forgotten()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        ValueTask<EntryOutcome> last = archive.WriteAsync(new ArchiveEntry { Recording = Recording(), Exchanges = [Once], Journaled = new JournalPosition(Journal, 1) });

        await archive.WriteAsync(new ArchiveEntry { EndedJournal = Journal });
        await last;

        archive.JournalPositionOf(Journal).Should().Be(0);
    }

    [Fact]
    public async Task RecordingLeftOpen_GoesOnWhereItWas_AndEnds()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive first = place.Open();
        await first.WriteAsync(new ArchiveEntry { Recording = new RecordingHandle("192.0.2.7:4711", "192.0.2.1:80", Now, "learn") { IsMarkedWhileOpen = true }, Exchanges = [Once, Once] });
        await first.DisposeAsync();
        ScaleArchive next = place.Open();
        RecordingHandle handle = RecordingHandle.Continue(next.OpenRecordings().Single());
        handle.Mac = Mac;

        await next.WriteAsync(new ArchiveEntry { Recording = handle, Exchanges = [Exchange("last", string.Empty)], EndsRecording = true });

        StoredRecording recording = next.Recordings().Should().ContainSingle().Subject;
        (recording.Mac, recording.ExchangeCount).Should().Be((Mac, 3));
        System.Text.Encoding.ASCII.GetString(next.FindRecording(recording.Id)!.Exchanges[2].Request.Span).Should().Be("last");
        next.OpenRecordings().Should().BeEmpty();
    }
}
