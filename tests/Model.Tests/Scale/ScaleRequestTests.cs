using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Tests.Learning;

namespace ScaleProxy.Model.Tests.Scale;

public class ScaleRequestTests
{
    [Theory]
    [InlineData("/cgi-bin/once", "action=get", "once get")]
    [InlineData("/cgi-bin/once", "action=probe", "once probe")]
    [InlineData("/cgi-bin/session", "action=new&auth=x", "session new")]
    [InlineData("/cgi-bin/session", "action=delete&sessionid=1", "session delete")]
    [InlineData("/cgi-bin/measure", "sessionid=1&action=store", "measure store")]
    [InlineData("/cgi-bin/v2/measure", "action=store", "v2/measure store")]
    [InlineData("/cgi-bin/maint", "action=store", "maint store")]
    [InlineData("/cgi-bin/association", "action=deviceassociationrequest", "association deviceassociationrequest")]
    [InlineData("/cgi-bin/association", "action=deviceassociationenquiry", "association deviceassociationenquiry")]
    [InlineData("/cgi-bin/v3/teleport", "action=begin", "v3/teleport begin")]
    [InlineData("/cgi-bin/v2/weather", "", "v2/weather")]
    [InlineData("/cgi-bin/once?action=get", "", "once get")]
    [InlineData("/cgi-bin/session?action=old", "action=new", "session new")]
    [InlineData("/cgi-bin/session?other=1", "", "session")]
    [InlineData("http://scalews.withings.net/cgi-bin/once", "action=get", "once get")]
    [InlineData("http://scalews.withings.net:80/status?action=ask", "", "status ask")]
    [InlineData("http://scalews.withings.net", "action=get", " get")]
    [InlineData("/status", "action=get", "status get")]
    [InlineData("/cgi-bin/once", "action=%67et", "once get")]
    public void Kind_IsEndpointAndAction(string target, string form, string kind)
    {
        Request(target, form).Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("/cgi-bin/v2/measure", "action=store", "v2/measure")]
    [InlineData("/cgi-bin/v2/weather", "", "v2/weather")]
    public void Endpoint_IsWithoutItsAction(string target, string form, string endpoint)
    {
        Request(target, form).Endpoint.ToString().Should().Be(endpoint);
    }

    [Fact]
    public void KnownKinds_AreTheOneConstant()
    {
        Request("/cgi-bin/session", "action=new").Kind.Should().BeSameAs(RequestKind.SessionNew);
    }

    [Fact]
    public void LongKinds_AreCut()
    {
        string kind = Request("/cgi-bin/" + new string('a', 500), "action=" + new string('b', 5000)).Kind;

        kind.Should().Be(new string('a', ScaleRequest.MaxKind));
        Request("/cgi-bin/x", "action=" + new string('b', 5000)).Kind.Should().Be(("x " + new string('b', 5000))[..ScaleRequest.MaxKind]);
    }

    [Theory]
    [InlineData("action=%0d%0afake", "x ??fake")]
    [InlineData("action=\u001b[31m", "x ?[31m")]
    [InlineData("action=%e9", "x ?")]
    public void ControlCharacters_NeverGetIntoAKind(string form, string kind)
    {
        Request("/cgi-bin/x", form).Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("/cgi-bin/once", true)]
    [InlineData("http://any.invalid/cgi-bin/once", true)]
    [InlineData("/index.html", false)]
    [InlineData("/index.html?back=/cgi-bin/once", false)]
    public void IsScale_IsToldByThePath(string target, bool scale)
    {
        Request(target, "").IsScale.Should().Be(scale);
    }

    [Theory]
    [InlineData("auth=00:24:E4:0D:E1:CA", Talk.Mac)]
    [InlineData("macaddress=00%3a24%3ae4%3a0d%3ae1%3aca", Talk.Mac)]
    [InlineData("auth=nobody&macaddress=0024e40de1ca", Talk.Mac)]
    [InlineData("macaddress=00:24:e4:00:00:01&auth=" + Talk.Mac, Talk.Mac)]
    [InlineData("auth=nobody", null)]
    [InlineData("sessionid=1", null)]
    public void Mac_IsThatOfAuthElseOfMacaddress(string form, string? mac)
    {
        Request("/cgi-bin/x", form).Mac.Should().Be(mac);
    }

    [Fact]
    public void SessionId_IsUnescaped()
    {
        Request("/cgi-bin/x", "sessionid=1%2D2-3").SessionId.Should().Be("1-2-3");
        Request("/cgi-bin/x", "action=get").SessionId.Should().BeNull();
    }

    [Theory]
    [InlineData("once get", true)]
    [InlineData("once probe", true)]
    [InlineData("once", true)]
    [InlineData("oncemore get", false)]
    [InlineData("session new", false)]
    public void OnceKinds_AreThoseOfTheEndpoint(string kind, bool once)
    {
        RequestKind.IsOnce(kind).Should().Be(once);
    }

    [Theory]
    [InlineData("once get", 1799)]
    [InlineData("once probe", 1799)]
    [InlineData("session new", 1799)]
    [InlineData("measure store", 220)]
    [InlineData("v2/measure store", null)]
    [InlineData("maint store", null)]
    public void Limits_AreThoseOfTheFirmware(string kind, int? bytes)
    {
        ScaleLimits.BodyOf(kind).Should().Be(bytes);
    }

    [Fact]
    public void Model_IsNamedOnlyWhereItWasSeen()
    {
        ScaleModel.NameOf(262151).Should().Be("WS-30");
        ScaleModel.NameOf(2).Should().BeNull();
        ScaleModel.NameOf(null).Should().BeNull();
    }

    private static ScaleRequest Request(string target, string form) =>
        new(Talk.Exchange($"POST {target} HTTP/1.1\nContent-Length: {form.Length}\n\n{form}", null).Request);
}
