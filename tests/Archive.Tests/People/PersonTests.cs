using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.People;

/// <summary>People as their owner has entered, changed, removed and merged them.</summary>
public sealed class PersonTests
{
    private const long At = 1_767_300_000;

    [Fact]
    public async Task Stored_ReadBackWhole()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Person = Ann });

        archive.People().All.Should().ContainSingle().Which.Should().BeEquivalentTo(Ann with { Id = outcome.PersonId }, static options => options.WithStrictOrdering());
        archive.People().Of(70)!.Id.Should().Be(outcome.PersonId);
    }

    [Fact]
    public async Task Changed_WholeAndWithoutWhatIsNoLongerKnown()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long id = (await archive.WriteAsync(new ArchiveEntry { Person = Ann })).PersonId!.Value;
        var changed = new Person { Id = id, Name = "A", ShortName = "A", VendorIds = [70, 71, 72], IsRemoved = true };

        await archive.WriteAsync(new ArchiveEntry { Person = changed });

        archive.People().All.Should().ContainSingle().Which.Should().BeEquivalentTo(changed, static options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task WithoutAVendorsNumber_GivenOne()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [] } });
        await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [] } });

        archive.People().All.SelectMany(person => person.VendorIds).Should().Equal(2_000_000_001, 2_000_000_002);
    }

    [Fact]
    public async Task WithoutAVendorsNumber_NeverThatOfSomebodyMerged()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        long first = (await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [] } })).PersonId!.Value;
        long second = (await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [] } })).PersonId!.Value;
        await archive.WriteAsync(new ArchiveEntry { Person = archive.People().Of(2_000_000_001)!.MergedWith(archive.People().Of(2_000_000_002)!), MergedPersonId = second });

        await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [] } });

        archive.People().Of(2_000_000_002)!.Id.Should().Be(first);
        archive.People().All.SelectMany(person => person.VendorIds).Should().Equal(2_000_000_001, 2_000_000_002, 2_000_000_003);
    }

    [Fact]
    public async Task Merged_OneWithAllTheirNumbers_AndAllTheyWeighed()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        Person first = Ann with { Id = (await archive.WriteAsync(new ArchiveEntry { Person = Ann })).PersonId };
        Person second = Ann with { VendorIds = [72], ShortName = "AN2" };
        second = second with { Id = (await archive.WriteAsync(new ArchiveEntry { Person = second })).PersonId };
        await archive.WriteAsync(Entry(Weighing(At, [72]), Weighing(At + 1, [70])));

        await archive.WriteAsync(new ArchiveEntry { Person = first.MergedWith(second), MergedPersonId = second.Id });

        archive.People().All.Should().ContainSingle().Which.VendorIds.Should().Equal(71, 70, 72);
        archive.Measurements(new MeasurementQuery("ann")).Select(stored => stored.User).Should().Equal("ANN", "ANN");
        archive.Measurements(new MeasurementQuery("an2")).Should().BeEmpty();
    }

    [Fact]
    public async Task NamedByTheVendorAlone_DescribedAsItsReplyDoes()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();

        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((5, "TOM", 80, At)), Users = [new ScaleUser(5, "TOM"), new ScaleUser(4, "OLD")] });

        archive.People().All.Should().BeEquivalentTo(
            [
                new Person { Name = "OLD", ShortName = "OLD", VendorIds = [4] },
                new Person { Name = "TOM", ShortName = "TOM", Height = 1700, BornAbout = new DateOnly(1996, 1, 2), Sex = Sex.Male, VendorIds = [5] },
            ],
            static options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Change_NoticedByEveryProcess()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive serve = place.Open();
        ScaleArchive users = place.Open();
        long before = serve.ProfilesRevision();

        await users.WriteAsync(new ArchiveEntry { Person = Ann });

        serve.ProfilesRevision().Should().NotBe(before);
        serve.People().Named("ann").Should().ContainSingle();
    }
}
