using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Which of the vendor's replies reach the scale, and as what.</summary>
public sealed class VendorReplyTests
{
    private readonly VendorDesk _vendor = new();
    private readonly Serving _serving;

    public VendorReplyTests() => _serving = new Serving(_vendor, Vendor.Known);

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"status\":0}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"body\":{\"x\":1},   \"status\":0}")]
    public async Task ReplyThatNoScaleTakes_IsNotPassedOn(string nonsense)
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _vendor.Says[RequestKind.MeasureStore] = nonsense;

        (await scale.SayAsync(Scale.Measure(VendorDesk.Session))).Raw.Should().Be(VendorDesk.Ok);
        _serving.Keeper.Turns[^1].Vendors.Should().BeNull();
    }

    [Fact]
    public async Task ReplyLongerThanAScaleTakes_IsNotPassedOn()
    {
        _vendor.Says[RequestKind.OnceGet] = Vendor.Sized($$$"""{"status":0,"body":{"once":"{{{VendorDesk.Once}}}","x":"{{{new string('x', ScaleLimits.SessionBody)}}}"}}""");

        (await _serving.From().SayAsync(Scale.Once)).Once.Should().NotBe(VendorDesk.Once);
    }

    [Theory]
    [InlineData("""{"status":0,"body":{}}""")]
    [InlineData("""{"status":0,"body":{"sessionid":"0123456789-0123456789-0123456789"}}""")]
    public async Task SessionWithoutAnIdThatAScaleCanKeep_IsOpenedHere(string body)
    {
        _vendor.Says[RequestKind.SessionNew] = Vendor.Sized(body);
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);

        Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));

        session.Status.Should().Be(JsonStatus.Ok);
        session.SessionId.Length.Should().BeLessThanOrEqualTo(ScaleLimits.Token);
    }

    [Fact]
    public async Task VendorsOwnRefusal_PassesAsItIs()
    {
        _vendor.Says[RequestKind.SessionNew] = Vendor.Status(100, Serving.Date);
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);

        (await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)))).Raw.Should().Be(Vendor.Status(100, Serving.Date));

        _serving.Keeper.Turns.Should().OnlyContain(turn => turn.Opened == null);
    }

    [Fact]
    public async Task OfferOfFirmware_DoesNotReachTheScale_AndIsKeptAsItCame()
    {
        string offering = Vendor.SessionReply(VendorDesk.Session, Serving.Date, Serving.Utc, offer: ",\"blc\":\"http:\\/\\/fw.example\\/x\"");
        _vendor.Says[RequestKind.SessionNew] = offering;
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        _vendor.ForScale = VendorDesk.SessionReply;

        (await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)))).Raw.Should().Be(VendorDesk.SessionReply);
        Text.Of(_serving.Keeper.Exchanges[^1].Response).Should().Be(offering);
    }
}
