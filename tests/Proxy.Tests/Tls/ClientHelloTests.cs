using System.Security.Authentication;
using System.Text;
using FsCheck.Xunit;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class ClientHelloTests
{
    private const string Scale = "scalews.withings.net";

    private static readonly byte[] s_hello = Hello.Captured(Scale, SslProtocols.None);

    public static TheoryData<string, byte[]> NoHellos => new()
    {
        { "begin as TLS", "POST /cgi-bin/once HTTP/1.1\r\n"u8.ToArray() },
        { "begin as TLS", "SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray() },
        { "begin as TLS", [0x80, 0x2E, 1, 3, 1, 0, 0x15] },
        { "begin as TLS", [21, 3, 1, 0, 2, 2, 40] },
        { "begin as TLS", [22, 2] },
        { "length", [22, 3, 1, 0, 0] },
        { "length", [22, 3, 1, 0x40, 1] },
        { "client's hello", [22, 3, 1, 0, 4, 2] },
        { "16 KiB", [22, 3, 1, 0, 4, 1, 0, 0x40, 1] },
        { "breaks off", Hello.Made([0]) },
        { "breaks off", Hello.Made([0, 9, 0, 0]) },
        { "breaks off", Hello.Made([0, 4, 0, 0, 0, 1]) },
        { "breaks off", Hello.Made([0, 6, 0, 0, 0, 2, 0, 9]) },
        { "breaks off", Hello.Record([1, 0, 0, 2, 3, 1]) },
        { "no host name", Hello.Made(Hello.Asking("a b")) },
        { "no host name", Hello.Made(Hello.Asking("a\nforged line")) },
        { "no host name", Hello.Made(Hello.Asking("scale\u00E9.net")) },
        { "no host name", Hello.Made(Hello.Asking("withings.net:80")) },
        { "no host name", Hello.Made(Hello.Asking("..")) },
        { "no host name", Hello.Made(Hello.Asking(new string('a', 254))) },
    };

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    [InlineData(SslProtocols.None)]
    public void ThePlatformsOwn_ItsName(SslProtocols protocols)
    {
        ClientHello hello = ClientHello.Read(Hello.Captured("ScaleWS.Withings.net", protocols));

        hello.State.Should().Be(HelloState.Complete);
        hello.ServerName.Should().Be(Scale);
    }

    [Fact]
    public void ThePlatformsOwn_ToAnAddress_NoName()
    {
        ClientHello hello = ClientHello.Read(Hello.Captured("192.168.1.7", SslProtocols.None));

        hello.State.Should().Be(HelloState.Complete);
        hello.ServerName.Should().BeNull();
    }

    [Fact]
    public void Tls10WithoutExtensions_NoName()
    {
        ClientHello.Read(Hello.Made(null)).State.Should().Be(HelloState.Complete);
        ClientHello.Read(Hello.Made(null)).ServerName.Should().BeNull();
        ClientHello.Read(Hello.Made(Hello.Asking(Scale + "."))).ServerName.Should().Be(Scale);
    }

    [Fact]
    public void EveryPart_NeedsMore_UntilItIsWhole()
    {
        for (int length = 0; length < s_hello.Length; length++)
        {
            ClientHello.Read(s_hello.AsSpan(0, length)).State.Should().Be(HelloState.NeedsMore);
        }

        ClientHello.Read(s_hello).ServerName.Should().Be(Scale);
    }

    [Fact]
    public void WhatFollowsTheHello_DoesNotMatter()
    {
        ClientHello.Read([.. s_hello, 20, 3, 3, 0, 1, 1, 23, 3, 3, 0xFF, 0xFF]).ServerName.Should().Be(Scale);
        ClientHello.Read([.. s_hello, .. new byte[2 * ClientHello.MaxLength]]).ServerName.Should().Be(Scale);
    }

    [Theory]
    [MemberData(nameof(NoHellos))]
    public void NoHello_SaysWhy(string says, byte[] bytes)
    {
        ClientHello hello = ClientHello.Read(bytes);

        hello.State.Should().Be(HelloState.NotTls);
        hello.Fault.Should().Contain(says);
    }

    [Fact]
    public void RecordsWithoutEnd_GivenUpAt16KiB()
    {
        byte[] record = Hello.Record([1, 0, 0x3F, 0xF0, .. new byte[4000]]);
        byte[] endless = [.. record, .. Enumerable.Range(0, 5000).SelectMany(_ => Hello.Record([0]))];

        ClientHello.Read(endless.AsSpan(0, ClientHello.MaxLength - 1)).State.Should().Be(HelloState.NeedsMore);
        ClientHello.Read(endless.AsSpan(0, ClientHello.MaxLength)).Fault.Should().Contain("16 KiB");
        ClientHello.Read(endless).Fault.Should().Contain("16 KiB");
    }

    [Property(MaxTest = 200)]
    public void AnySplitIntoRecords_SameName(int seed)
    {
        var random = new System.Random(seed);
        int largest = random.Next(1, 200);

        byte[] split = Hello.SplitAnew(s_hello, () => random.Next(1, largest + 1));

        ClientHello.Read(split).ServerName.Should().Be(Scale);
        ClientHello.Read(split.AsSpan(0, random.Next(split.Length))).State.Should().Be(HelloState.NeedsMore);
    }

    [Property(MaxTest = 500)]
    public void DamagedHello_VerdictStandsWhateverFollows(int seed)
    {
        var random = new System.Random(seed);
        byte[] bytes = [.. s_hello];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            bytes[random.Next(random.Next(1, bytes.Length))] = (byte)random.Next(256);
        }

        ShouldStand(bytes);
    }

    [Property(MaxTest = 500)]
    public void RandomBytes_VerdictStandsWhateverFollows(byte[] bytes, bool likeARecord) =>
        ShouldStand(likeARecord ? [22, 3, 1, 0, (byte)Math.Max(1, bytes.Length / 2), 1, 0, 0, .. bytes] : bytes);

    private static void ShouldStand(byte[] bytes)
    {
        ClientHello? verdict = null;
        for (int length = 0; length <= bytes.Length; length++)
        {
            ClientHello now = ClientHello.Read(bytes.AsSpan(0, length));
            if (verdict is { } before)
            {
                now.Should().Be(before);
            }
            else if (now.State != HelloState.NeedsMore)
            {
                verdict = now;
                (now.ServerName ?? "none").All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_').Should().BeTrue();
                Encoding.ASCII.GetByteCount(now.ServerName ?? "").Should().BeLessThanOrEqualTo(253);
            }
        }
    }
}
