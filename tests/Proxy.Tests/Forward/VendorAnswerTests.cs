using System.Globalization;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Proxy.Tests.Relay;

namespace ScaleProxy.Proxy.Tests.Forward;

public sealed class VendorAnswerTests
{
    [Theory]
    [InlineData(0, nameof(ParcelState.Sent), false)]
    [InlineData(206, nameof(ParcelState.Failed), false)]
    [InlineData(212, nameof(ParcelState.Failed), false)]
    [InlineData(225, nameof(ParcelState.Failed), false)]
    [InlineData(235, nameof(ParcelState.Failed), false)]
    [InlineData(247, nameof(ParcelState.Failed), false)]
    [InlineData(100, nameof(ParcelState.Waiting), true)]
    [InlineData(501, nameof(ParcelState.Waiting), true)]
    [InlineData(601, nameof(ParcelState.Waiting), true)]
    [InlineData(2555, nameof(ParcelState.Waiting), false)]
    [InlineData(4711, nameof(ParcelState.Waiting), false)]
    public void Status_IsFinalOnlyWhereTheThingItselfIsWrong(int status, string state, bool endsVisit)
    {
        string body = string.Create(CultureInfo.InvariantCulture, $"{{\"status\":{status}}}");

        VendorAnswer answer = VendorAnswer.Of(Reply(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}")));

        answer.State.ToString().Should().Be(state);
        answer.EndsVisit.Should().Be(endsVisit);
        if (status != 0)
        {
            answer.Reason.Should().Contain(status.ToString(CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "HTTP 503")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "no status")]
    public void NoStatus_IsTriedAgain(string reply, string reason) =>
        VendorAnswer.Of(Reply(reply)).Should().Match<VendorAnswer>(answer => answer.State == ParcelState.Waiting && answer.EndsVisit && answer.Reason!.Contains(reason));

    private static WireMessage Reply(string text)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(Text.Bytes(text));
        reader.TryRead(out WireMessage? reply).Should().BeTrue();
        return reply!;
    }
}
