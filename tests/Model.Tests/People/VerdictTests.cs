using ScaleProxy.Model.People;

namespace ScaleProxy.Model.Tests.People;

/// <summary>Whose a measurement is that the scale gave to nobody, and why. The rule itself is in <see cref="PersonMatchTests"/>.</summary>
public sealed class VerdictTests
{
    private const long Now = 1_700_000_000;

    [Fact]
    public void OneMatch_IsTheirs()
    {
        Verdict.Of(70.6m, Now, [Person(1, "ANN", 70), Person(2, "BOB", 80)]).Should().Be(new Verdict(1, "ANN +0.6 kg"));
    }

    [Fact]
    public void Several_AmbiguousNearestFirst()
    {
        Verdict.Of(70.6m, Now, [Person(2, "BOB", 71.7m), Person(1, "ANN", 70)]).Should().Be(new Verdict(null, "ANN +0.6 kg, BOB −1.1 kg: ambiguous"));
    }

    [Fact]
    public void None_SaysHowFarFromWhom_TheNearestFour()
    {
        Verdict.Of(50, Now, [Person(1, "ANN", 70), Person(2, "BOB", 80.125m), Person(3, "", 60), Person(4, "DOT", 90), Person(5, "EVE", 100)])
            .Should().Be(new Verdict(null, "3 −10.0 kg, ANN −20.0 kg, BOB −30.125 kg, DOT −40.0 kg: nobody is near enough"));
    }

    [Fact]
    public void NobodyWithAWeight_SaysSo()
    {
        Verdict.Of(50, Now, [Person(1, "ANN", 0)]).Should().Be(new Verdict(null, "nobody's last weight is known"));
        Verdict.Of(50, Now, []).UserId.Should().BeNull();
    }

    [Fact]
    public void BetweenThoseNamed_OnlyWithEverybodysWeight()
    {
        Verdict.Between(70.6m, Now, [Person(1, "ANN", 70), Person(2, "BOB", 80)]).Should().Be(new Verdict(1, "ANN +0.6 kg"));
        Verdict.Between(70.6m, Now, [Person(1, "ANN", 70), Person(2, "BOB", 0)]).Should().Be(new Verdict(null, "named by the scale, but with no last weight known: BOB"));
        Verdict.Between(70.6m, Now, [Person(1, "ANN", 0)]).Should().Be(new Verdict(1, "ANN by each of the numbers that the scale named"));
    }

    private static SessionPerson Person(long id, string name, decimal weight) => new(id, name, weight, Now, 0, 1.7m, 30, 0, 3);
}
