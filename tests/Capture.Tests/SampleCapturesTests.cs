using System.Globalization;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

public sealed class SampleCapturesTests
{
    [Theory]
    [InlineData("weigh-in.pcap")]
    [InlineData("weigh-in.pcapng")]
    [InlineData("weigh-in.txt")]
    public void Sample_IsTheWholeConversation(string sample) => Recorded.Of(Repository.Sample(sample)).ShouldBeTheWeighIn();

    [Fact]
    public void Samples_AreWhatTheGeneratorWrites()
    {
        Repository.Sample("weigh-in.pcap").Should().Equal(Recorded.Pcap(TcpScript.Whole(WeighIn.Turns)));
        Repository.Sample("weigh-in.txt").Should().Equal(Texts.FollowStream(WeighIn.Turns));
        Repository.Sample("weigh-in.har").Should().Equal(Texts.Har(WeighIn.Turns, WeighIn.Begin));
    }

    [Fact]
    public void SessionId_HoldsTheTimeOfTheConversation() =>
        long.Parse(WeighIn.SessionId.Split('-')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture).Should().Be(WeighIn.Begin.ToUnixTimeSeconds());
}
