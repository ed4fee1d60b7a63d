using ScaleProxy.Archive.Feeding;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.Feeding;

public sealed class ArchiveFeedsTests
{
    private const string Feed = "hall";

    [Fact]
    public async Task Unknown_NowhereYet()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        archive.Feeds.PositionOf(Feed).Should().BeNull();
        (await archive.Feeds.NoteAsync(new FeedNote.Reach(Feed, new FeedPosition(1, 1)))).Should().BeFalse();
        (await archive.Feeds.NoteAsync(new FeedNote.TakeTurn(Feed, "one", Now, Now.AddSeconds(9)))).Should().BeFalse();
    }

    [Fact]
    public async Task BegunTwice_KeepsItsPlace_WhichIsThereAfterOpeningAgain()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        (await archive.Feeds.NoteAsync(new FeedNote.Begin(Feed, new FeedPosition(5, 1)))).Should().BeTrue();
        (await archive.Feeds.NoteAsync(new FeedNote.Reach(Feed, new FeedPosition(7, 2)))).Should().BeTrue();
        (await archive.Feeds.NoteAsync(new FeedNote.Begin(Feed, new FeedPosition(9, 9)))).Should().BeFalse();
        await archive.DisposeAsync();

        place.Open().Feeds.PositionOf(Feed).Should().Be(new FeedPosition(7, 2));
    }

    [Fact]
    public async Task Turn_OneHasIt_UntilItEndsOrItsTimeIsOver()
    {
        await using var place = new TemporaryArchive();
        ArchiveFeeds feeds = place.Open().Feeds;
        await feeds.NoteAsync(new FeedNote.Begin(Feed, default));
        Task<bool> TakeAsync(string who, DateTimeOffset now) => feeds.NoteAsync(new FeedNote.TakeTurn(Feed, who, now, now.AddSeconds(60))).AsTask();

        (await TakeAsync("one", Now)).Should().BeTrue();
        (await TakeAsync("two", Now.AddSeconds(59))).Should().BeFalse();
        (await TakeAsync("one", Now.AddSeconds(59))).Should().BeTrue("it keeps what it has");
        (await TakeAsync("two", Now.AddSeconds(100))).Should().BeFalse();
        (await TakeAsync("two", Now.AddSeconds(120))).Should().BeTrue("the other one has not said so again");
        (await feeds.NoteAsync(new FeedNote.EndTurn(Feed, "one"))).Should().BeFalse();
        (await feeds.NoteAsync(new FeedNote.EndTurn(Feed, "two"))).Should().BeTrue();
        (await TakeAsync("one", Now.AddSeconds(121))).Should().BeTrue();
    }

    [Fact]
    public async Task Changes_EachReassignment_InOrder_CountedForEachMeasurement()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(1_700_000_000), Weighing(1_700_000_100)));
        archive.Feeds.NewestChange().Should().Be(0);

        foreach (long measurement in new long[] { 2, 1, 2 })
        {
            await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(measurement, 7, Now) });
        }

        await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(99, 7, Now) });

        archive.Feeds.NewestChange().Should().Be(3);
        archive.Feeds.Changes(0, 10).Should().Equal(new MeasurementChange(1, 2, 1), new MeasurementChange(2, 1, 1), new MeasurementChange(3, 2, 2));
        archive.Feeds.Changes(1, 1).Should().Equal(new MeasurementChange(2, 1, 1));
    }
}
