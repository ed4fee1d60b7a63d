using Microsoft.Data.Sqlite;
using ScaleProxy.EndToEnd.Running;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Written_IsInACopyOfTheFilesAsTheyAre()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1_767_300_000)));

        string copy = Path.Combine(place.Folder, "copy.db");
        File.Copy(place.Path, copy);
        File.Copy(place.Path + "-wal", copy + "-wal");

        using SqliteConnection sqlite = place.Sqlite(copy);
        sqlite.Number("SELECT raw FROM measurement_value").Should().Be(77110);
    }

    [Fact]
    public async Task Posted_IsOnTheDiskAsSoonAsALaterWriteIs()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        for (int i = 0; i < 500; i++)
        {
            await archive.PostAsync(Entry(Weighing(1_767_300_000 + i)));
        }

        await archive.WriteAsync(new ArchiveEntry());

        place.Count("measurement").Should().Be(500);
    }

    [Fact]
    public async Task WriterConnection_WaitsForTheDisk()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        archive.WriterDatabase.Text("PRAGMA journal_mode").Should().Be("wal");
        archive.WriterDatabase.Number("PRAGMA synchronous").Should().Be(2, "that is FULL");
        archive.WriterDatabase.Number("PRAGMA foreign_keys").Should().Be(1);
    }

    [Fact]
    public async Task Bulk_CarriedOverAtTheEnd_ThoughAnotherProcessHasTheFileOpen()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive serving = place.Open();
        serving.ProfilesRevision().Should().Be(0);
        await using (ScaleArchive importing = ScaleArchive.Open(new ArchiveOptions { Path = place.Path, Bulk = true }, TemporaryArchive.Clock))
        {
            importing.WriterDatabase.Number("PRAGMA synchronous").Should().Be(1, "that is NORMAL");
            await importing.WriteAsync(TemporaryArchive.Entry(TemporaryArchive.Weighing(1_700_000_000)));
        }

        // The file alone, without its log, as after a power cut that took the log.
        string copy = System.IO.Path.Combine(place.Folder, "copy.db");
        File.Copy(place.Path, copy);
        using SqliteConnection connection = place.Sqlite(copy);
        connection.Number("SELECT COUNT(*) FROM measurement").Should().Be(1);
    }

    [Fact]
    public async Task Bulk_CarriedOverBesideTheWriting_LongBeforeTheLogIsFull()
    {
        const int Entries = 50;
        await using var place = new TemporaryArchive();
        string copy = Path.Combine(place.Folder, "copy.db");
        await using (ScaleArchive archive = ScaleArchive.Open(new ArchiveOptions { Path = place.Path, Bulk = true, CheckpointPages = 800 }, Clock))
        {
            for (int i = 0; i < Entries; i++)
            {
                await archive.WriteAsync(Large(i));
            }

            // The file alone, without its log.
            await Eventually.HoldsAsync(() => CountOfCopy() > 0);
        }

        place.Count("exchange").Should().Be(Entries);
        Directory.GetFiles(place.Folder).Should().BeEquivalentTo(place.Path, copy);

        static ArchiveEntry Large(int number) => new()
        {
            Recording = new RecordingHandle("", "", DateTimeOffset.UnixEpoch, "import"),
            Exchanges = [new RecordedExchange(new byte[16 * 1024], new byte[number], DateTimeOffset.UnixEpoch)],
        };

        long CountOfCopy()
        {
            try
            {
                File.Copy(place.Path, copy, overwrite: true);
                using SqliteConnection sqlite = place.Sqlite(copy);
                return sqlite.Number("SELECT COUNT(*) FROM exchange");
            }
            catch (SqliteException)
            {
                // Nothing is there yet, or half of it.
                return 0;
            }
        }
    }

    [Theory]
    [InlineData(true, 16384)]
    [InlineData(false, 4096)]
    public async Task Bulk_LargerPagesInAFileThatItMakes_AndALogOfAsManyBytes(bool makes, int page)
    {
        await using var place = new TemporaryArchive();
        if (!makes)
        {
            await using ScaleArchive before = ScaleArchive.Open(new ArchiveOptions { Path = place.Path }, Clock);
        }

        await using (ScaleArchive archive = ScaleArchive.Open(new ArchiveOptions { Path = place.Path, Bulk = true }, Clock))
        {
            archive.WriterDatabase.Number("PRAGMA page_size").Should().Be(page);
            archive.WriterDatabase.Number("PRAGMA wal_autocheckpoint").Should().Be(4000 * 4096 / page);
        }

        ScaleArchive after = place.Open();
        after.WriterDatabase.Number("PRAGMA wal_autocheckpoint").Should().Be(4000 * 4096 / page);
        after.WriterDatabase.Number("PRAGMA cache_size").Should().Be(-1024 * page / 4096, "that is as many pages, in KiB");
    }

    [Fact]
    public async Task Disposed_StoresWhatWaitsAndLeavesOneFile()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        archive.ProfilesRevision();
        for (int i = 0; i < 100; i++)
        {
            await archive.PostAsync(Entry(Weighing(1_767_300_000 + i)));
        }

        await archive.DisposeAsync();

        Directory.GetFiles(place.Folder).Should().Equal(place.Path);
        place.Count("measurement").Should().Be(100);
    }

    [Fact]
    public async Task AfterDispose_Refused()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.DisposeAsync();

        await archive.Invoking(async it => await it.WriteAsync(new ArchiveEntry())).Should().ThrowAsync<ObjectDisposedException>();
        archive.Invoking(it => it.ProfilesRevision()).Should().Throw<ObjectDisposedException>();
    }
}
