using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task Second_IsToldWhoHasItAndSinceWhen()
    {
        await using var place = new TemporaryArchive();
        using ArchiveLease held = place.Open().TakeServeLease("serve");
        ScaleArchive second = place.Open();

        second.Invoking(it => it.TakeServeLease("learn")).Should().Throw<ArchiveException>()
            .WithMessage($"*{place.Path}*serve (process {Environment.ProcessId}, since 2026-01-02 03:04:05 UTC)*");
    }

    [Fact]
    public async Task Second_StillWrites()
    {
        await using var place = new TemporaryArchive();
        using ArchiveLease held = place.Open().TakeServeLease("serve");

        EntryOutcome outcome = await place.Open().WriteAsync(Entry(Weighing(1_767_300_000)));

        outcome.Stored.Should().Be(1);
    }

    [Fact]
    public async Task GivenBack_TakenByTheNext()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        archive.TakeServeLease("serve").Dispose();

        using ArchiveLease next = archive.TakeServeLease("learn");

        (await File.ReadAllTextAsync(place.Path + ".holder")).Should().StartWith("learn (process ");
        next.Predecessor.Should().BeNull("it was given back");
    }

    [Fact]
    public async Task HolderDied_FilesLeftBehindDoNotMatter()
    {
        // What kill -9 leaves: both files, and no lock.
        await using var place = new TemporaryArchive();
        await File.WriteAllTextAsync(place.Path + ".lock", string.Empty);
        await File.WriteAllTextAsync(place.Path + ".holder", "serve (process 1, since 2001-01-01 00:00:00 UTC), a text longer than the next holder's own");

        using ArchiveLease lease = place.Open().TakeServeLease("serve");

        (await File.ReadAllTextAsync(place.Path + ".holder")).TrimEnd()
            .Should().Be($"serve (process {Environment.ProcessId}, since 2026-01-02 03:04:05 UTC)");
        lease.Predecessor.Should().StartWith("serve (process 1, since 2001");
    }
}
