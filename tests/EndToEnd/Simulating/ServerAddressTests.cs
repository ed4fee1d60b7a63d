using System.Net;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Simulate;

namespace ScaleProxy.EndToEnd.Simulating;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("192.168.1.10", "192.168.1.10:80")]
    [InlineData("192.168.1.10:8080", "192.168.1.10:8080")]
    [InlineData("::1", "[::1]:80")]
    [InlineData("[::1]", "[::1]:80")]
    [InlineData("[::1]:8080", "[::1]:8080")]
    [InlineData("nas.local", "Unspecified/nas.local:80")]
    [InlineData("localhost:8080", "Unspecified/localhost:8080")]
    public void AddressOrName_WithAPortOrWithout(string text, string endPoint) =>
        ServerAddress.Read("HOST", text).ToString().Should().Be(endPoint);

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("nas.local:")]
    [InlineData("nas.local:0")]
    [InlineData("nas.local:65536")]
    [InlineData("nas local:80")]
    [InlineData("http://nas.local:80")]
    public void AnythingElse_IsRepeatedInTheError(string text) =>
        FluentActions.Invoking(() => ServerAddress.Read("HOST", text)).Should().Throw<UserException>().WithMessage($"HOST: '{text}' is nobody to call*");
}
