using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Archive.Tests.People;

/// <summary>Whose a measurement is that the scale gave to nobody, or to several; and what its owner says.</summary>
public sealed class AssignmentTests
{
    private const long At = 1_767_300_000;
    private const long Day = 86_400;

    private static ArchivedMeasurement Nobodys(long grams, long at = At, params long[] users) => Weighing(at, users, [new MeasuredValue(MeasureType.Weight, grams, -3)]);

    [Fact]
    public async Task OneNearEnough_Theirs()
    {
        StoredMeasurement stored = await StoreAsync(Nobodys(70_600), (1, "ANN", 70, At - Day), (2, "BOB", 80, At - Day));

        stored.UserId.Should().Be(1);
        stored.User.Should().Be("ANN");
        stored.Measurement.UserIds.Should().BeEmpty("that is what the scale said");
        stored.Assignment.Should().Be(new Assignment(AssignmentMethod.Rule, "ANN +0.6 kg", null));
    }

    [Fact]
    public async Task SeveralNearEnough_NobodysWithTheReason()
    {
        StoredMeasurement stored = await StoreAsync(Nobodys(70_600), (1, "ANN", 70, At - Day), (2, "BOB", 71.7m, At - Day));

        stored.UserId.Should().BeNull();
        stored.Assignment.Should().Be(new Assignment(AssignmentMethod.Rule, "ANN +0.6 kg, BOB −1.1 kg: ambiguous", null));
    }

    [Fact]
    public async Task ScaleNamedSeveral_OneOfThem()
    {
        (long, string, decimal, long)[] people = [(1, "ANN", 70, At - Day), (2, "BOB", 75, At - Day), (3, "TOM", 70.6m, At - Day)];

        StoredMeasurement stored = await StoreAsync(Nobodys(70_600, At, 2, 1), people);

        stored.UserId.Should().Be(1);
        stored.Measurement.UserIds.Should().Equal(2, 1);
        stored.Assignment!.Reason.Should().Be("ANN +0.6 kg");
        (await StoreAsync(Nobodys(70_600, At, 2, 9), people)).Assignment!.Reason.Should().Be("named by the scale, but with no last weight known: 9");
    }

    [Fact]
    public async Task SeveralNumbersOfOnePerson_Theirs()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Person = Ann, Profile = ScaleOf((70, "ANN", 10, At), (71, "ANN", 20, At)) });

        await archive.WriteAsync(Entry(Nobodys(70_600, At, 70, 71)));

        StoredMeasurement stored = archive.Measurements(new MeasurementQuery()).Single();
        (stored.UserId, stored.Assignment!.Reason).Should().Be((71, "ANN by each of the numbers that the scale named"));
    }

    [Fact]
    public async Task ArchivedWeightOfThatTime_CountsBeforeTheVendorsWord()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((1, "ANN", 50, At - (9 * Day))), Measurements = [Nobodys(60_000, At - Day, 1), Nobodys(90_000, At + (9 * Day), 1)] });

        await archive.WriteAsync(Entry(Nobodys(60_500), Nobodys(50_500, At + 1)));

        StoredMeasurement[] stored = [.. archive.Measurements(new MeasurementQuery(Since: DateTimeOffset.FromUnixTimeSeconds(At), Until: DateTimeOffset.FromUnixTimeSeconds(At + Day)))];
        stored.Select(measurement => measurement.UserId).Should().Equal(1, null);
        stored[1].Assignment!.Reason.Should().Be("ANN −10.0 kg: nobody is near enough");
    }

    [Fact]
    public async Task AssignedWeight_IsTheirLastWeight()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((1, "ANN", 70, At - Day)) });

        await archive.WriteAsync(Entry(Nobodys(72_000), Nobodys(74_000, At + 1)));

        archive.LastWeights(1).Should().Equal(new LastWeight(1, new MeasuredValue(MeasureType.Weight, 74_000, -3), At + 1));
        archive.Measurements(new MeasurementQuery("1")).Should().HaveCount(2);
    }

    [Fact]
    public async Task SomebodyNew_KnownByTheirOwnWord_SomebodyRemovedNot()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((1, "TOM", 69, At)), Person = new Person { Name = "Tom", ShortName = "TOM", VendorIds = [1], IsRemoved = true } });
        await archive.WriteAsync(new ArchiveEntry { Person = Ann with { VendorIds = [], EnteredWeight = new EnteredWeight(64_000, At) } });

        await archive.WriteAsync(Entry(Nobodys(70_000)));

        StoredMeasurement stored = archive.Measurements(new MeasurementQuery()).Single();
        (stored.UserId, stored.User, stored.Assignment!.Reason).Should().Be((2_000_000_002, "ANN", "ANN +6.0 kg"));
    }

    [Fact]
    public async Task WhatIsNoWeight_IsNobodysWithoutAWord()
    {
        (await StoreAsync(Weighing(At, [], [new MeasuredValue(12, 215, -1)]), (1, "ANN", 70, At))).Assignment.Should().BeNull();
    }

    [Fact]
    public async Task OnePersonNamed_NothingIsDecided()
    {
        await using var place = new TemporaryArchive();
        await place.Open().WriteAsync(Entry(Weighing(At, [1, 1])));

        place.Count("assignment").Should().Be(0);
    }

    [Fact]
    public async Task SentAgain_OneMeasurement_WhoeverItIsBy()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((1, "ANN", 70, At)), Measurements = [Nobodys(70_600)] });

        EntryOutcome again = await archive.WriteAsync(Entry(Nobodys(70_600)));

        again.Duplicates.Should().Be(1);
    }

    [Fact]
    public async Task Owner_HasTheLastWord_AndWhatTheScaleSaidStays()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(Entry(Weighing(At, [1])));

        (await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(1, 2, Now) })).Reassigned.Should().BeTrue();
        StoredMeasurement given = archive.Measurements(new MeasurementQuery("2")).Single();
        await archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(1, null, Now) });
        StoredMeasurement taken = archive.Measurements(new MeasurementQuery(Id: 1)).Single();

        (given.UserId, given.Assignment).Should().Be((2, new Assignment(AssignmentMethod.Owner, "given by the owner", 1)));
        (taken.UserId, taken.Assignment).Should().Be((null, new Assignment(AssignmentMethod.Owner, "given to nobody by the owner", 1)));
        taken.Measurement.UserIds.Should().Equal(1);
        (await archive.WriteAsync(Entry(Weighing(At, [1])))).Duplicates.Should().Be(1);
    }

    [Fact]
    public async Task NoSuchMeasurement_Said()
    {
        await using var place = new TemporaryArchive();

        (await place.Open().WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(7, 1, Now) })).Reassigned.Should().BeFalse();
    }

    private static async Task<StoredMeasurement> StoreAsync(ArchivedMeasurement measurement, params (long Id, string Name, decimal Weight, long At)[] people)
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry
        {
            Profile = ScaleOf(people),
            Users = [.. people.Select(person => new ScaleUser(person.Id, person.Name))],
            Measurements = [measurement],
        });
        return archive.Measurements(new MeasurementQuery()).Single();
    }
}
