using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Tests.Replies;

/// <summary>Which of the learned replies is given, and what stands in where none was learned.</summary>
public sealed class ScaleAnswersTests
{
    [Fact]
    public void StatusLearned_IsThatWholeReply()
    {
        Profile profile = Vendor.Learn(
            (Scale.Once, Vendor.OnceReply()),
            (Scale.Session(Scale.Hash(Vendor.Once)), Vendor.SessionReply()),
            (Scale.Measure("1771-53941120-0badcafe"), Vendor.Sized("""{"status":100}""")));

        Render(new ScaleAnswers(profile, KnownPeople.Nobody).Status(100)).Should().Be(Vendor.Sized("""{"status":100}""", Serving.Date));
    }

    [Fact]
    public void StatusNotLearned_HasAChunkedHeadOfTheVendor()
    {
        Render(new ScaleAnswers(Vendor.Known, KnownPeople.Nobody).Status(501)).Should().Be(Vendor.Status(501, Serving.Date));
    }

    [Fact]
    public void HeadThatCloses_IsTheLastChoice()
    {
        Profile profile = Vendor.Learn(
            (Scale.Once, Vendor.OnceReply()),
            (Scale.Session(Scale.Hash(Vendor.Once)), Vendor.SessionReply()),
            (Scale.Delete("1771-53941120-0badcafe"), Vendor.Chunked("""{"status":7}""", headers: "Connection: close\r\n")));

        ReplyTemplate template = new ScaleAnswers(profile, KnownPeople.Nobody).Status(0);

        template.ClosesConnection.Should().BeFalse();
        Render(template).Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public void SuccessIsPreferred_WhicheverCameLast()
    {
        Profile profile = Vendor.Learn(
            (Scale.Associate("1"), Vendor.Blind()),
            (Scale.Associate("2"), Vendor.Ok()),
            (Scale.Associate("3"), Vendor.Blind()));

        Render(new ScaleAnswers(profile, KnownPeople.Nobody).Learned(RequestKind.AssociationRequest)!).Should().Be(Vendor.Ok(Serving.Date));
    }

    [Fact]
    public void NotYetAssociated_IsASuccessToo()
    {
        Render(new ScaleAnswers(Vendor.Known, KnownPeople.Nobody).Learned(RequestKind.AssociationRequest)!).Should().Be(Vendor.Blind(Serving.Date));
    }

    [Theory]
    [InlineData(JsonStatus.SessionInvalid)]
    [InlineData(601)]
    public void RefusalOfAMoment_IsNotGivenForEver(int status)
    {
        Profile profile = Vendor.KnownBut(Scale.Measure("1771-53941120-0badcafe"), Vendor.Status(status));

        new ScaleAnswers(profile, KnownPeople.Nobody).Learned(RequestKind.MeasureStore).Should().BeNull("the scale would keep its weight, and send it again without end");
    }

    private static string Render(ReplyTemplate template)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        template.Write(output, new System.Buffers.ArrayBufferWriter<byte>(), Rendering.Fresh);
        return Text.Of(output.WrittenMemory);
    }
}
