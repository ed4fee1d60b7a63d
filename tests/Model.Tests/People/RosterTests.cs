using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.People;

/// <summary>Whom a scale is told of, and by which number.</summary>
public sealed class RosterTests
{
    private static readonly SessionPerson[] s_learned = [Said(71), Said(72), Said(73)];

    [Fact]
    public void NobodyEdited_AsLearned()
    {
        Told().Should().Be("71 72 73");
    }

    [Fact]
    public void Removed_NotTold()
    {
        Told(new Person { Id = 1, Name = "", ShortName = "", VendorIds = [72], IsRemoved = true }).Should().Be("71 73");
    }

    [Fact]
    public void Merged_ToldOnceByTheFirstOfTheirOwnNumbersThatIsNamed()
    {
        Told(new Person { Id = 1, Name = "", ShortName = "", VendorIds = [73, 71] }).Should().Be("72 73");
        Told(new Person { Id = 1, Name = "", ShortName = "", VendorIds = [99, 71, 73], IsAdded = true }).Should().Be("71 72");
    }

    [Fact]
    public void Added_ToldToEveryScale_LearnedOnlyWhereLearned()
    {
        Told(
            new Person { Id = 2, Name = "", ShortName = "", VendorIds = [2_000_000_002], IsAdded = true },
            new Person { Id = 3, Name = "", ShortName = "", VendorIds = [88] },
            new Person { Id = 4, Name = "", ShortName = "", VendorIds = [2_000_000_004], IsAdded = true, IsRemoved = true }).Should().Be("71 72 73 2000000002");
    }

    [Theory]
    [InlineData(1000, 71.5, 1000, 4)]
    [InlineData(999, 60, 999, 1)]
    public void OwnWord_CountsWhereItIsNewerThanTheVendors(long entered, double weight, long weighedAt, long attribution)
    {
        var edited = new Person { Id = 1, Name = "Ann", ShortName = "ANN", VendorIds = [71], EnteredWeight = new EnteredWeight(71_500, entered) };
        var entry = new RosterEntry(71, [71], Said(71) with { Weight = 60, WeighedAt = 999, Attribution = 1 }, edited);

        SessionPerson person = entry.WithoutArchive();

        (person.Name, (double)person.Weight, person.WeighedAt, person.Attribution).Should().Be(("ANN", weight, weighedAt, attribution));
    }

    private static string Told(params Person[] edited) =>
        string.Join(' ', Roster.Of(s_learned, new KnownPeople(edited, [], [])).Select(entry => entry.UserId).Order());

    private static SessionPerson Said(long id) => new(id, "ANN", 70, 1000, 0, 1.7m, 30, 0, 3);
}
