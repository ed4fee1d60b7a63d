using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Proxy.Tests.Upstream;

public sealed class HostFieldTests
{
    [Theory]
    [InlineData("scalews.withings.net", "scalews.withings.net", 80)]
    [InlineData("Scalews.Withings.Net.:8080", "Scalews.Withings.Net.", 8080)]
    [InlineData("a:", "a", 80)]
    [InlineData("10.0.0.1:65535", "10.0.0.1", 65535)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 80)]
    [InlineData("[2001:db8::1]:81", "2001:db8::1", 81)]
    public void Host_IsRead(string text, string host, int port)
    {
        HostField.TryParse(text, 80, out HostField field).Should().BeTrue();
        field.Should().Be(new HostField(host, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("a b")]
    [InlineData("a:0")]
    [InlineData("a:65536")]
    [InlineData("a:+1")]
    [InlineData("a:1:2")]
    [InlineData("user@a")]
    [InlineData("[]")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("2001:db8::1")]
    [InlineData("a\u00E4")]
    public void WhatIsNoHost_IsRefused(string text) => HostField.TryParse(text, 80, out _).Should().BeFalse();
}
