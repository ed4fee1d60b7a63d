using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Writing;

/// <summary>The file is taken away while it is in use: what goes there now, nobody will find.</summary>
public sealed class MovedFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MovedOrReplaced_NothingIsAcknowledgedAnyMore(bool replaced)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1)));

        File.Move(place.Path, place.Path + ".old");
        if (replaced)
        {
            File.Copy(place.Path + ".old", place.Path);
        }

        await archive.Invoking(async it => await it.WriteAsync(Entry(Weighing(2)))).Should().ThrowAsync<ArchiveException>().WithMessage($"*{place.Path}*moved, deleted or replaced*");
    }

    [Fact]
    public async Task BackInItsPlace_GoesOn()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1)));
        File.Move(place.Path, place.Path + ".old");
        await archive.Invoking(async it => await it.WriteAsync(Entry(Weighing(2)))).Should().ThrowAsync<ArchiveException>();

        File.Move(place.Path + ".old", place.Path);

        (await archive.WriteAsync(Entry(Weighing(2)))).Stored.Should().Be(1);
        place.Count("measurement").Should().Be(2);
    }

    [Fact]
    public async Task TakenAwayDuringACommit_NotAcknowledged()
    {
        await using var place = new TemporaryArchive();
        using var stuck = new StuckList();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1)));
        Task<EntryOutcome> write = archive.WriteAsync(new ArchiveEntry { Users = stuck }).AsTask();
        await stuck.Reached;

        File.Delete(place.Path);
        stuck.Release();

        await write.Invoking(async it => await it).Should().ThrowAsync<ArchiveException>().WithMessage("*moved, deleted or replaced*");
    }
}
