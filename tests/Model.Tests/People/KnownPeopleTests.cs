using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.People;

public sealed class KnownPeopleTests
{
    private static readonly DateTimeOffset s_seenAt = new(2014, 6, 8, 7, 33, 4, TimeSpan.Zero);

    private static readonly Person s_ann = new() { Id = 1, Name = "Anna", ShortName = "ANN", VendorIds = [71, 72] };
    private static readonly Person s_bob = new() { Id = 2, Name = "Bob", ShortName = "BOB", VendorIds = [80], IsRemoved = true };

    [Fact]
    public void WhatTheVendorSaid_DescribesWhoeverIsNotEdited()
    {
        var people = new KnownPeople([s_ann], [new ScaleUser(71, "OLD"), new ScaleUser(90, "LEA")], [(Said(90) with { Height = 1.5m }, default), (Said(90), s_seenAt), (Said(71), s_seenAt)]);

        people.All.Should().HaveCount(2);
        people.Of(71).Should().BeSameAs(s_ann);
        people.Of(90).Should().BeEquivalentTo(new Person { Name = "LEA", ShortName = "LEA", Height = 1684, BornAbout = new DateOnly(1980, 5, 2), Sex = Sex.Female, VendorIds = [90] });
        people.Of(90)!.IsEdited.Should().BeFalse();
    }

    [Fact]
    public void WhatIsMissingOrZero_IsNotKnown()
    {
        var people = new KnownPeople([], [new ScaleUser(90, "LEA"), new ScaleUser(91, "")], [(new SessionPerson(90, "LEA", 0, 0, 0, 0, 0, null, 0), s_seenAt)]);

        people.Of(90).Should().BeEquivalentTo(new Person { Name = "LEA", ShortName = "LEA", VendorIds = [90] });
        people.Of(91).Should().BeEquivalentTo(new Person { Name = "", ShortName = "", VendorIds = [91] });
        people.Of(92).Should().BeNull();
    }

    [Theory]
    [InlineData("ann", "ANN")]
    [InlineData(" Anna ", "ANN")]
    [InlineData("72", "ANN")]
    [InlineData("1", "ANN")]
    // Somebody who was removed, where nobody else is called so.
    [InlineData("bob", "BOB")]
    // A vendor's number goes before the archive's.
    [InlineData("2", "TWO")]
    [InlineData("tom", "TOM tom")]
    [InlineData("nobody", "")]
    [InlineData("-1", "")]
    public void Named_InAnyCase(string text, string expected)
    {
        var people = new KnownPeople([s_ann, s_bob], [new ScaleUser(90, "TOM"), new ScaleUser(91, "tom"), new ScaleUser(2, "TWO")], []);

        string.Join(' ', people.Named(text).Select(person => person.ShortName)).Should().Be(expected);
    }

    [Fact]
    public void SomebodyPresent_GoesBeforeSomebodyRemovedOfTheSameName()
    {
        var people = new KnownPeople([s_bob, s_ann with { Name = "Bob" }], [], []);

        people.Named("bob").Should().ContainSingle().Which.Id.Should().Be(1);
    }

    [Fact]
    public void Merged_KeepsOnesWordAndBothNumbers()
    {
        Person merged = (s_ann with { Height = 1700 }).MergedWith(s_bob with { Height = 1800, Sex = Sex.Male, VendorIds = [80, 72], IsAdded = true });

        merged.Should().BeEquivalentTo(s_ann with { Height = 1700, Sex = Sex.Male, VendorIds = [71, 72, 80], IsAdded = true });
    }

    private static SessionPerson Said(long id) => new(id, "LEA", 63.42m, 1402128000, 0, 1.684m, 34.1m, 1, 3);
}
