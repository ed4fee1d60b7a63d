using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.People;

/// <summary>Who a scale takes somebody for.</summary>
public sealed class PersonMatchTests
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;
    private const long Now = 1_700_000_000;

    [Theory]
    [InlineData(63.42, 2 * Day, 2.5, true)]
    [InlineData(63.42, 2 * Day, 2.51, false)]
    [InlineData(40.0, Hour, 1.5, true)]
    [InlineData(40.0, Hour, 1.51, false)]
    [InlineData(110.0, Hour, 3.0, true)]
    [InlineData(110.0, Hour, 3.01, false)]
    [InlineData(40.0, 7 * Day, 3.0, true)]
    [InlineData(40.0, 7 * Day, 3.01, false)]
    [InlineData(40.0, 13 * Day, 3.01, false)]
    [InlineData(63.42, 365 * Day, 6.0, true)]
    [InlineData(63.42, 365 * Day, 6.01, false)]
    [InlineData(63.42, -2 * Day, 0, true)]
    [InlineData(63.42, (-2 * Day) - 1, 0, false)]
    public void OnePerson(double last, long age, double difference, bool known)
    {
        SessionPerson person = Person(1, (decimal)last, Now - age);

        PersonMatch.Find((decimal)last + (decimal)difference, Now, [person]).Should().HaveCount(known ? 1 : 0);
        PersonMatch.Find((decimal)last - (decimal)difference, Now, [person]).Should().HaveCount(known ? 1 : 0);
    }

    [Fact]
    public void SeveralThatItMayBe_ThreeAtMost() =>
        PersonMatch.Find(70, Now, [.. Enumerable.Range(1, 5).Select(id => Person(id, 70, Now))]).Select(person => person.Id).Should().Equal(1, 2, 3);

    [Fact]
    public void PersonWithoutAWeight_IsNobody() => PersonMatch.Find(1, Now, [Person(1, 0, Now)]).Should().BeEmpty();

    [Fact]
    public void ClockThatWasNeverSet_NobodyIsKnown() => PersonMatch.Find(70, 1_198_281_599, [Person(1, 70, 1_198_281_599)]).Should().BeEmpty();

    [Fact]
    public void OneNewlyEntered_IsTakenWithinATenth_BeforeAllOthers()
    {
        SessionPerson[] people = [Person(1, 77, Now), Person(2, 70, Now) with { Attribution = 4 }];

        PersonMatch.Find(77, Now, people).Select(person => person.Id).Should().Equal(2);
        PersonMatch.Find(77.1m, Now, people).Select(person => person.Id).Should().Equal(1);
    }

    [Fact]
    public void TwoNewlyEntered_AreAsAllOthers() =>
        PersonMatch.Find(77, Now, [Person(1, 75, Now) with { Attribution = 4 }, Person(2, 70, Now) with { Attribution = 4 }]).Select(person => person.Id).Should().Equal(1);

    private static SessionPerson Person(long id, decimal weight, long weighedAt) => new(id, "ANN", weight, weighedAt, 0, 1.7m, 30, 0, 3);
}
