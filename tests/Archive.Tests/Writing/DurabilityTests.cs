using Microsoft.Data.Sqlite;
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
