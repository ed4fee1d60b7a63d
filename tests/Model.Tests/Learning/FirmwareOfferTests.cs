using System.Text;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>What an offer of firmware is, and a body without it.</summary>
public sealed class FirmwareOfferTests
{
    [Fact]
    public void Offer_IsTold_AndCutOut()
    {
        FirmwareOffer offer = Find("""{"body":{"syp":{"utc":9, "blc":"http:\/\/f.example\/1.bin" ,"sha1":"0011"}}}""")!;

        offer.Address.Should().Be("http://f.example/1.bin");
        offer.Checksum.Should().Be("0011");
        Encoding.Latin1.GetString(offer.Body.Span).Should().Be("""{"body":{"syp":{"utc":9}}}""");
    }

    [Fact]
    public void Cuts_OneAfterTheOther_MakeTheBody()
    {
        const string Body = """{"body":{"syp":{"blc":"a","utc":9,"sha1":"0","blc":"b"}}}""";
        FirmwareOffer offer = Find(Body)!;
        string cut = Body;
        foreach (Range range in offer.Cuts)
        {
            cut = cut[..range.Start] + cut[range.End..];
        }

        offer.Cuts.Should().HaveCount(3);
        cut.Should().Be("""{"body":{"syp":{"utc":9}}}""").And.Be(Encoding.Latin1.GetString(offer.Body.Span));
    }

    [Theory]
    [InlineData("""{"body":{"syp":{"utc":9}}}""")]
    [InlineData("""{"body":{"ind":{"blc":"x"}}}""")]
    [InlineData("""{"body":{"syp":{"blc":"x"}}""")]
    [InlineData("")]
    public void NothingOffered_OrNoJson_IsNone(string body) => Find(body).Should().BeNull();

    private static FirmwareOffer? Find(string body) => FirmwareOffer.Find(Encoding.Latin1.GetBytes(body));
}
