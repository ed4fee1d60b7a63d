using System.Text.Json;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>An offer of firmware never passes, wherever it stands.</summary>
public sealed class FirmwareGuardTests
{
    [Theory]
    [InlineData("""{"blc":"http:\/\/f.example\/1.bin","utc":9}""", """{"utc":9}""")]
    [InlineData("""{"utc":9,"blc":"http:\/\/f.example\/1.bin"}""", """{"utc":9}""")]
    [InlineData("""{"utc":9,"blc":"x","sha1":"0011","z":1}""", """{"utc":9,"z":1}""")]
    [InlineData("""{"blc":"x"}""", """{}""")]
    [InlineData("""{ "blc" : "x" , "sha1" : "0011" }""", """{  }""")]
    [InlineData("""{"sha1":null,"utc":9,"blc":{"url":"x","parts":[1,2]}}""", """{"utc":9}""")]
    [InlineData("""{"blc":"a","utc":9,"blc":"b"}""", """{"utc":9}""")]
    [InlineData("""{"\u0062lc":"a","utc":9}""", """{"utc":9}""")]
    [InlineData("""{"utc":9,"blc":"a\"},{"}""", """{"utc":9}""")]
    public void Offer_IsCutOut(string syp, string expected)
    {
        string learned = """{"status":0,"body":{"syp":SYP,"ind":{"blc":1}}}""".Replace("SYP", syp, StringComparison.Ordinal);

        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, learned);

        body.Should().Be("""{"status":0,"body":{"syp":SYP,"ind":{"blc":1}}}""".Replace("SYP", expected.Replace("9", "1402300800", StringComparison.Ordinal), StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("body").GetProperty("syp").ValueKind.Should().Be(JsonValueKind.Object);
        notes.Should().ContainSingle().Which.Should().Contain("firmware");
    }

    [Fact]
    public void NoOffer_NothingNoted()
    {
        Rendering.Of(RequestKind.SessionNew, Vendor.SessionReply()).Notes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"status":0,"body":{"syp":{"blc":"http:\/\/f.example\/1.bin"}}""")]
    [InlineData("""{"status":0,"body":{"syp":{"sha1":"0011"}}} trailing""")]
    public void OfferInWhatIsNoJson_DoesNotPassEither(string learned)
    {
        (string body, IReadOnlyList<string> notes) = Rendering.OfBody(RequestKind.SessionNew, learned);

        body.Should().Be("""{"status":2555}""");
        notes.Should().ContainSingle().Which.Should().Contain("firmware");
    }

    [Fact]
    public async Task Session_WithoutTheOffer_RightlyFramed_AndSaidInTheLog()
    {
        Profiles.Offer.Replies.Should().Contain(reply => Text.Of(reply.Raw).Contains("blc", StringComparison.Ordinal), "the profile keeps what the vendor said");
        var serving = new Serving(Profiles.Offer);

        Answer answer = await serving.From().BeginAsync();

        answer.Raw.Should().Be(Vendor.SessionReply(answer.SessionId, Serving.Date, Serving.Utc, Serving.Zone));
        serving.Log.Of(Microsoft.Extensions.Logging.LogLevel.Warning).Should().ContainSingle().Which.Should().Contain(Scale.Mac).And.Contain("firmware");
    }

    private static class Profiles
    {
        public static Model.Learning.Profile Offer { get; } = Vendor.KnownBut(
            Scale.Session(Scale.Hash(Vendor.Once)),
            Vendor.SessionReply(offer: ""","blc":"http:\/\/f.example\/scale.bin","sha1":"2fd4e1c67a2d28fced849ee1bb76e7391b93eb12" """.TrimEnd()));
    }
}
