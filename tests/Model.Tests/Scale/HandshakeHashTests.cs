using System.Security.Cryptography;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Scale;

public class HandshakeHashTests
{
    // The made-up example of the protocol's description; its md5 by md5sum(1).
    private const string Mac = "00:24:e4:a1:b2:c3";
    private const string Secret = "0f1e2d3c4b5a6978";
    private const string Once = "00d1a2b3-4c5d6e7f";
    private const string Hash = "66e8baa0d86b72d5ae4db591299e578d";

    [Fact]
    public void Example_GivesTheHashOfItsText()
    {
        HandshakeHash.Compute(Mac, Secret, Once).Should().Be(Hash);
    }

    [Fact]
    public void RightHash_Matches()
    {
        HandshakeHash.Matches(Mac, Secret, Once, Encoding.ASCII.GetBytes(Hash)).Should().BeTrue();
    }

    [Theory]
    [InlineData("00:24:e4:a1:b2:c4", Secret, Once, Hash)]
    [InlineData(Mac, "0f1e2d3c4b5a6979", Once, Hash)]
    [InlineData(Mac, Secret, "00d1a2b3-4c5d6e70", Hash)]
    [InlineData(Mac, Secret, Once, "")]
    [InlineData(Mac, Secret, Once, Hash + "0")]
    public void AnyOtherPart_DoesNotMatch(string mac, string secret, string once, string hash)
    {
        HandshakeHash.Matches(mac, secret, once, Encoding.ASCII.GetBytes(hash)).Should().BeFalse();
    }

    [Fact]
    public void LongOnce_IsHashedWhole()
    {
        string once = new('x', 5000);

        HandshakeHash.Compute(Mac, Secret, once).Should().Be(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{Mac}:{Secret}:{once}"))));
    }

    [Theory]
    [InlineData(Hash, true)]
    [InlineData("0123456789ABCDEF0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF0123456789abcde", false)]
    [InlineData("0123456789ABCDEF0123456789abcdeg", false)]
    public void AHash_IsThirtyTwoHexadecimalDigits(string text, bool hash)
    {
        HandshakeHash.IsOne(text).Should().Be(hash);
    }
}
