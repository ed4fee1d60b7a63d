using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Proxy.Tests.Forward;

public sealed class DoubtRuleTests
{
    private const long Ann = 1234567;
    private const long Taken = 1_700_000_100;
    private const long Before = 1_700_000_000;

    [Theory]
    [InlineData(Taken, Before, nameof(Doubt.HasIt))]
    [InlineData(Taken, null, nameof(Doubt.HasIt))]
    [InlineData(Before, Before, nameof(Doubt.HasItNot))]
    [InlineData(Before, null, nameof(Doubt.Remains))]
    [InlineData(Before - 1, Before, nameof(Doubt.Remains))]
    [InlineData(Taken + 1, Before, nameof(Doubt.Remains))]
    [InlineData(Taken + 1, Taken + 1, nameof(Doubt.Remains))]
    [InlineData(null, Before, nameof(Doubt.Remains))]
    public void VendorsLastWeighed_Tells_OnlyWhereItIsOneThatWeKnow(long? lastWeighed, long? newestSent, string doubt) =>
        DoubtRule.Decide([Weighing(Taken, Ann)], _ => lastWeighed, _ => newestSent).ToString().Should().Be(doubt);

    [Fact]
    public void SeveralInOneRequest_OneThatTheVendorNames_IsAllOfThem() =>
        DoubtRule.Decide([Weighing(Before, Ann), Weighing(Taken, Ann)], _ => Taken, _ => null).Should().Be(Doubt.HasIt);

    [Fact]
    public void WeightOfNobody_OrOfSeveral_TheVendorCannotTell() =>
        DoubtRule.Decide([Weighing(Taken), Weighing(Taken, Ann, 2)], _ => Taken, _ => Before).Should().Be(Doubt.Remains);

    private static Measurement Weighing(long takenAt, params long[] users) => new("00:24:e4:a1:b2:c3", takenAt, users, null, null, []);
}
