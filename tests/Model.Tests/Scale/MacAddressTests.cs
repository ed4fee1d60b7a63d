using FsCheck.Xunit;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class MacAddressTests
{
    [Theory]
    [InlineData("00:24:e4:0d:e1:ca")]
    [InlineData("00:24:E4:0D:E1:CA")]
    [InlineData("00-24-e4-0D-e1-ca")]
    [InlineData("0024e40de1ca")]
    [InlineData("0024E40DE1CA")]
    public void EverySpelling_BecomesTheOneOfTheHash(string text)
    {
        MacAddress.TryNormalize(text).Should().Be("00:24:e4:0d:e1:ca");
    }

    [Theory]
    [InlineData("")]
    [InlineData("00:24:e4:0d:e1")]
    [InlineData("00:24:e4:0d:e1:ca:00")]
    [InlineData("00:24:e4:0d:e1:cg")]
    [InlineData("00:24:e4-0d-e1-ca")]
    [InlineData("0:024:e4:0d:e1:ca")]
    [InlineData("0024e4:0d:e1:ca")]
    [InlineData("::::::0024e40de1ca")]
    [InlineData("002:4e4:0de:1ca")]
    [InlineData("00 24 e4 0d e1 ca")]
    [InlineData("0024.e40d.e1ca")]
    [InlineData("00:24:e4:0d:e1:çç")]
    [InlineData("00:24:e4:0d:e1:ca\0")]
    public void AnythingElse_IsNone(string text)
    {
        MacAddress.TryNormalize(text).Should().BeNull();
    }

    [Property]
    public bool AnyBytes_GiveAnAddressOrNull(byte[] text) => MacAddress.TryNormalize(text) is null or { Length: 17 };
}
