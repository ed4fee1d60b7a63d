using System.Net;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Dns;

/// <summary>Bytes in, bytes out.</summary>
public sealed class DnsResponderTests
{
    private const string Name = """ 07 "scalews" 08 "withings" 03 "net" 00 """;
    private const string Others = """ 07 "example" 03 "org" 00 """;
    private const string A = " 0001 0001 ";
    private const string Aaaa = " 001c 0001 ";
    private const string Opt = " 00 0029 04d0 00000000 0000 ";
    private const string Resolver = "192.0.2.53";

    [Fact]
    public void VendorsName_A_TheAddress()
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + A)
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0001 0000 0000" + Name + A + "c00c 0001 0001 0000003c 0004 c0a8010a"));
    }

    [Fact]
    public void AnyType_TheAddress()
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + "00ff 0001")
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0001 0000 0000" + Name + "00ff 0001 c00c 0001 0001 0000003c 0004 c0a8010a"));
    }

    [Theory]
    [InlineData("AAAA", Aaaa)]
    [InlineData("MX", " 000f 0001 ")]
    [InlineData("HTTPS", " 0041 0001 ")]
    [InlineData("SVCB", " 0040 0001 ")]
    [InlineData("TXT", " 0010 0001 ")]
    public void VendorsName_OtherTypes_NoErrorAndNothing(string type, string tail)
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + tail)
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0000 0000 0000" + Name + tail), type);
    }

    [Fact]
    public void AnswerIsIPv6_AaaaHasIt_AHasNothing()
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + Aaaa, answer: "fd00::1")
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0001 0000 0000" + Name + Aaaa + "c00c 001c 0001 0000003c 0010 fd000000000000000000000000000001"));
        Answer("abcd 0100 0001 0000 0000 0000" + Name + A, answer: "fd00::1")
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0000 0000 0000" + Name + A));
    }

    [Fact]
    public void AnswerIsIPv4InIPv6_IsIPv4()
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + A, answer: "::ffff:192.168.1.10")
            .Should().EndWith(Hex.Bytes("0004 c0a8010a"));
    }

    [Fact]
    public void CaseOfLetters_ComesBackAsItWent()
    {
        const string mixed = """ 07 "sCaLeWs" 08 "WITHings" 03 "nEt" 00 """;

        Answer("abcd 0100 0001 0000 0000 0000" + mixed + A)
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0001 0000 0000" + mixed + A + "c00c 0001 0001 0000003c 0004 c0a8010a"));
    }

    [Theory]
    [InlineData("no recursion asked for", "0000", "8480")]
    [InlineData("recursion asked for", "0100", "8580")]
    [InlineData("checking disabled", "0110", "8590")]
    [InlineData("bits that mean nothing in a question", "06e5", "8480")]
    public void Flags(string why, string asked, string replied)
    {
        Answer($"abcd {asked} 0001 0000 0000 0000" + Name + A)[..4].Should().Equal(Hex.Bytes("abcd" + replied), why);
    }

    [Fact]
    public void NoResolver_RecursionIsNotOffered()
    {
        Answer("abcd 0100 0001 0000 0000 0000" + Name + A, resolver: null)[..4].Should().Equal(Hex.Bytes("abcd 8500"));
    }

    [Theory]
    [InlineData("without options", Opt, Opt)]
    [InlineData("with a cookie, which we need not know", "00 0029 1000 00000000 000c 000a0008 0102030405060708", Opt)]
    [InlineData("the DO bit comes back", "00 0029 1000 00008000 0000", "00 0029 04d0 00008000 0000")]
    public void Edns_IsAnsweredInKind(string why, string asked, string replied)
    {
        Answer("abcd 0100 0001 0000 0000 0001" + Name + Aaaa + asked)
            .Should().Equal(Hex.Bytes("abcd 8580 0001 0000 0000 0001" + Name + Aaaa + replied), why);
    }

    [Fact]
    public void EdnsOfAnotherVersion_BadVersion()
    {
        Decide("abcd 0100 0001 0000 0000 0001" + Name + A + "00 0029 1000 00010000 0000")
            .Should().BeEquivalentTo((DnsVerdict.Refuse, Hex.Bytes("abcd 8180 0001 0000 0000 0001" + Name + A + "00 0029 04d0 01000000 0000")));
    }

    [Theory]
    [InlineData("two OPT records", "0000 0002", Opt + Opt)]
    [InlineData("OPT among the authorities", "0001 0000", Opt)]
    [InlineData("OPT with a name", "0000 0001", """01 "a" 00 0029 04d0 00000000 0000""")]
    [InlineData("a record that is not there", "0000 0001", "")]
    [InlineData("a record cut short", "0000 0001", "00 0029 04d0 0000")]
    [InlineData("65535 records that are not there", "0000 ffff", "")]
    public void VendorsName_DamagedBehindTheQuestion_FormatError(string why, string counts, string rest)
    {
        Decide("abcd 0100 0001 0000" + counts + Name + A + rest)
            .Should().BeEquivalentTo((DnsVerdict.Refuse, Hex.Bytes("abcd 8181 0001 0000 0000 0000" + Name + A)), why);
    }

    [Theory]
    [InlineData("the vendor's domain itself", """ 08 "withings" 03 "com" 00 """, true)]
    [InlineData("another domain of the vendor's", """ 07 "scalews" 06 "health" 05 "nokia" 03 "com" 00 """, true)]
    [InlineData("one the owner added", """ 01 "a" 04 "mine" 04 "test" 00 """, true)]
    [InlineData("one that only ends like it", """ 0b "notwithings" 03 "com" 00 """, false)]
    [InlineData("one that only begins like it", """ 08 "withings" 03 "net" 02 "de" 00 """, false)]
    [InlineData("what would be the vendor's if a dot in a label were one", """ 10 "scalews.withings" 03 "net" 00 """, false)]
    [InlineData("what would be the vendor's if it ended with a port", """ 08 "withings" 06 "net:80" 00 """, false)]
    [InlineData("the root", "00", false)]
    public void WhichNamesAreTheVendors(string why, string name, bool areTheirs)
    {
        Decide("abcd 0100 0001 0000 0000 0000" + name + A).Verdict.Should().Be(areTheirs ? DnsVerdict.Answer : DnsVerdict.PassOn, why);
    }

    [Theory]
    [InlineData("another class", Name + "0001 0003", "0000", "")]
    [InlineData("damaged behind the question, which is for the resolver to say", Others + A, "0009", "ff")]
    [InlineData("a type nobody knows", Others + "fffe 0001", "0000", "")]
    public void NotOurs_PassedOn(string why, string question, string additionals, string rest)
    {
        Decide($"abcd 0100 0001 0000 0000 {additionals}" + question + rest).Should().BeEquivalentTo((DnsVerdict.PassOn, Array.Empty<byte>()), why);
    }

    [Theory]
    [InlineData("there is no resolver", null, true, A)]
    [InlineData("the client is none of ours", Resolver, false, A)]
    [InlineData("a zone's transfer", Resolver, true, " 00fc 0001 ")]
    [InlineData("a zone's transfer since", Resolver, true, " 00fb 0001 ")]
    public void NotOurs_Refused(string why, string? resolver, bool mayPassOn, string tail)
    {
        string flags = resolver is null ? "8105" : "8185";

        Decide("abcd 0100 0001 0000 0000 0001" + Others + tail + Opt, resolver: resolver, mayPassOn: mayPassOn)
            .Should().BeEquivalentTo((DnsVerdict.Refuse, Hex.Bytes($"abcd {flags} 0001 0000 0000 0001" + Others + tail + Opt)), why);
    }

    [Fact]
    public void ClientIsNoneOfOurs_VendorsNameIsAnswered()
    {
        Decide("abcd 0100 0001 0000 0000 0000" + Name + A, mayPassOn: false).Verdict.Should().Be(DnsVerdict.Answer);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("eleven bytes", "abcd 0100 0001 0000 0000 00")]
    [InlineData("a reply", "abcd 8100 0001 0000 0000 0000" + Name + A)]
    public void NoQuestion_Dropped(string why, string message)
    {
        Decide(message).Should().BeEquivalentTo((DnsVerdict.Drop, Array.Empty<byte>()), why);
    }

    [Theory]
    [InlineData("no question", "0000", "")]
    [InlineData("two questions", "0002", Name + A + Name + Aaaa)]
    [InlineData("a question that is not there", "0001", "")]
    [InlineData("a question cut short", "0001", Name + "0001 00")]
    [InlineData("a name that points to itself", "0001", "c00c" + A)]
    [InlineData("a name that points into the header", "0001", "c000" + A)]
    public void NoReadableQuestion_FormatError_NothingSentBack(string why, string count, string rest)
    {
        Decide($"abcd 0100 {count} 0000 0000 0000" + rest)
            .Should().BeEquivalentTo((DnsVerdict.Refuse, Hex.Bytes("abcd 8181 0000 0000 0000 0000")), why);
    }

    [Theory]
    [InlineData("notify", "2000", "a084")]
    [InlineData("update", "2800", "a884")]
    public void OtherOpcodes_NotImplemented(string why, string asked, string replied)
    {
        Decide($"abcd {asked} 0001 0000 0000 0000" + Name + A)
            .Should().BeEquivalentTo((DnsVerdict.Refuse, Hex.Bytes($"abcd {replied} 0000 0000 0000 0000")), why);
    }

    [Fact]
    public void Failure_SaysSo_WithTheQuestion()
    {
        byte[] reply = new byte[DnsResponder.MaxReply];

        int length = Responder().WriteFailure(Hex.Bytes("abcd 0100 0001 0000 0000 0001" + Others + A + Opt), reply);

        reply[..length].Should().Equal(Hex.Bytes("abcd 8182 0001 0000 0000 0001" + Others + A + Opt));
    }

    [Property(MaxTest = 1000)]
    public void AnyBytes_NeverThrows_NeverAmplifies(byte[] message) => Check(message);

    [Property(MaxTest = 1000)]
    public void AnyBytesBehindAGoodHeader_NeverThrows_NeverAmplifies(byte[] rest) => Check([.. Hex.Bytes("abcd 0100 0001 0000 0000 0001"), .. rest]);

    [Property(MaxTest = 1000)]
    public void GoodQuestionWithDamage_NeverThrows_NeverAmplifies(byte where, byte what, byte length)
    {
        byte[] message = Hex.Bytes("abcd 0100 0001 0000 0000 0001" + Name + A + Opt);
        message[where % message.Length] = what;
        Check(message[..Math.Min(message.Length, (int)length)]);
    }

    private static void Check(byte[] message)
    {
        byte[] reply = new byte[DnsResponder.MaxReply];
        DnsVerdict verdict = Responder().Decide(message, mayPassOn: true, reply, out int length);

        (verdict is DnsVerdict.Drop or DnsVerdict.PassOn).Should().Be(length == 0);
        length.Should().BeLessThanOrEqualTo(message.Length + 16, "a forged sender's victim must not get much more than the forger sent");
        Responder().WriteFailure(message, reply).Should().BeLessThanOrEqualTo(message.Length);
    }

    private static DnsResponder Responder(string answer = "192.168.1.10", string? resolver = Resolver) => new(new DnsServerOptions
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Answer = IPAddress.Parse(answer),
        Resolver = resolver is null ? null : new IPEndPoint(IPAddress.Parse(resolver), 53),
        Hosts = new VendorHosts(["mine.test"]),
    });

    private static byte[] Answer(string message, string answer = "192.168.1.10", string? resolver = Resolver)
    {
        (DnsVerdict verdict, byte[] reply) = Decide(message, answer, resolver);
        verdict.Should().Be(DnsVerdict.Answer);
        return reply;
    }

    private static (DnsVerdict Verdict, byte[] Reply) Decide(string message, string answer = "192.168.1.10", string? resolver = Resolver, bool mayPassOn = true)
    {
        byte[] reply = new byte[DnsResponder.MaxReply];
        DnsVerdict verdict = Responder(answer, resolver).Decide(Hex.Bytes(message), mayPassOn, reply, out int length);
        return (verdict, reply[..length]);
    }
}
