using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Firmware;

namespace ScaleProxy.Proxy.Tests.Firmware;

/// <summary>An offer of firmware does not reach the scale, and nothing else is touched, however the bytes are cut.</summary>
public sealed class FirmwareGuardTests
{
    private static readonly string s_offered = Replies.Body(Replies.Offer);
    private static readonly string s_clean = Replies.Body();

    public static TheoryData<string, string> Framings => new()
    {
        { Replies.Sized(s_offered), Replies.Sized(s_clean) },
        { Replies.UntilClose(s_offered), Replies.UntilClose(s_clean) },
        { Replies.Chunked(s_offered), Replies.Chunked(s_clean) },
    };

    [Theory]
    [MemberData(nameof(Framings))]
    public void Offer_IsCutOut_AndTheFramingMended(string reply, string expected)
    {
        var run = new GuardRun();

        run.Ask(GuardRun.Session).Answers(reply).Should().Be(expected);

        run.Log.AtLeast(LogLevel.Information).Should().ContainSingle()
            .Which.Should().Contain("http://fw.withings.net/wbs03_1271.bin").And.Contain("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12").And.Contain("10.0.0.7:4711");
    }

    [Fact]
    public void OffersMayPass_NothingIsHeld_AndExchangesAreToldApartAllTheSame()
    {
        var run = new GuardRun(letsOffersPass: true);
        string reply = Replies.Chunked(s_offered);
        run.Ask(GuardRun.Session);

        run.Answer(reply[..40]).Should().Be(reply[..40]);
        run.IsAtRest.Should().BeFalse();
        run.Answer(reply[40..]).Should().Be(reply[40..]);

        run.IsAtRest.Should().BeTrue();
    }

    [Theory]
    [InlineData("\"blc\":\"http:\\/\\/fw\"")]
    [InlineData("\"\\u0062lc\":\"http:\\/\\/fw\"")]
    [InlineData("\"sh\\u00611\":\"00\"")]
    public void Offer_HoweverItsNameIsWritten_IsCutOut(string member)
    {
        string body = """{"status":0,"body":{"syp":{"utc":1,""" + member + "}}}";

        new GuardRun().Ask(GuardRun.Session).Answers(Replies.Sized(body)).Should().EndWith("""{"status":0,"body":{"syp":{"utc":1}}}""");
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void OneByteAtATime_TheSame(string reply, string expected)
    {
        var run = new GuardRun();

        run.Ask(GuardRun.Session.Select(letter => letter.ToString())).Answers(reply, Enumerable.Range(0, reply.Length)).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void NoOffer_EveryByteIsTheVendors(string offered, string clean)
    {
        _ = offered;
        var run = new GuardRun();

        run.Ask(GuardRun.Session).Answers(clean, 5, 30, 80).Should().Be(clean);

        run.Log.AtLeast(LogLevel.Information).Should().BeEmpty();
    }

    [Property(MaxTest = 200)]
    public void ChunksAndSplitsAnywhere_TheSameBody(PositiveInt[] sizes, NonNegativeInt[] cuts)
    {
        string reply = Replies.Chunked(s_offered, [.. sizes.Select(size => size.Get % 70)]);
        var run = new GuardRun();

        string passed = run.Ask(GuardRun.Session).Answers(reply, cuts.Select(cut => cut.Get % reply.Length));

        WireMessage message = Read(passed);
        Relay.Text.Of(message.Body).Should().Be(s_clean);
        message.Chunks.Should().NotContain(chunk => chunk.Size == 0);
        passed.Should().EndWith("\r\n0\r\nX-Trailer: kept\r\n\r\n");
    }

    [Fact]
    public void ChunksWithoutTheOffer_AreLeftAsTheyWereWritten()
    {
        int start = s_offered.IndexOf(",\"blc\"", StringComparison.Ordinal);
        string offer = Replies.Offer.TrimEnd();
        string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        string before = string.Create(CultureInfo.InvariantCulture, $"{start:X};first=1\r\n{s_offered[..start]}\r\n");
        string only = string.Create(CultureInfo.InvariantCulture, $"{offer.Length - 1:X}\r\n{offer[..^1]}\r\n");
        string after(string rest) => string.Create(CultureInfo.InvariantCulture, $"00{rest.Length:X};b = \"c\"\r\n{rest}\r\n000\r\n\r\n");
        string behind = s_offered[(start + offer.Length)..];

        // The last quote of the offer stands in the third chunk.
        new GuardRun().Ask(GuardRun.Session).Answers(head + before + only + after("\"" + behind))
            .Should().Be(head + before + after(behind));
    }

    [Fact]
    public void Pipelined_OnlyTheSessionsReplyIsHeld()
    {
        var run = new GuardRun().Ask(GuardRun.Once + GuardRun.Session + GuardRun.Once);
        string session = Replies.Chunked(s_offered, 20, 90);

        run.Answer(Replies.Ok[..20]).Should().Be(Replies.Ok[..20], "half a head passes at once");
        run.Answer(Replies.Ok[20..] + session[..50]).Should().Be(Replies.Ok[20..]);
        run.Answer(session[50..^2]).Should().BeEmpty();
        string rest = run.Answer(session[^2..] + Replies.Ok[..7]);
        run.Answer(Replies.Ok[7..]).Should().Be(Replies.Ok[7..]);

        rest.Should().StartWith("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").And.EndWith("X-Trailer: kept\r\n\r\n" + Replies.Ok[..7]);
        rest.Should().NotContain("blc").And.NotContain("sha1");
    }

    [Fact]
    public void InterimReply_PassesAtOnce_AndTheFinalOneIsHeld()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        string reply = Replies.Sized(s_offered);

        run.Answer("HTTP/1.1 100 Continue\r\n\r\n").Should().Be("HTTP/1.1 100 Continue\r\n\r\n");
        run.Answer(reply[..40]).Should().BeEmpty();
        run.Answer(reply[40..]).Should().Be(Replies.Sized(s_clean));
    }

    [Fact]
    public void ReplyToHead_HasNoBody_AndTheNextIsGuarded()
    {
        var run = new GuardRun().Ask("HEAD /cgi-bin/session HTTP/1.1\r\n\r\n" + GuardRun.Session);
        string toHead = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";

        run.Answer(toHead).Should().Be(toHead);
        run.Answer(Replies.Sized(s_offered)).Should().Be(Replies.Sized(s_clean));
    }

    [Theory]
    [InlineData("/cgi-bin/session?action=new")]
    [InlineData("http://scalews.withings.net/cgi-bin/session")]
    [InlineData("/cgi-bin/v3/session")]
    [InlineData("/cgi-bin/whatever")]
    public void EveryEndpointThatMayOffer_IsGuarded(string target) =>
        new GuardRun().Ask($"GET {target} HTTP/1.1\r\n\r\n").Answers(Replies.Sized(s_offered)).Should().Be(Replies.Sized(s_clean));

    [Theory]
    [InlineData("/cgi-bin/once")]
    [InlineData("/cgi-bin/measure")]
    [InlineData("/cgi-bin/v2/measure")]
    [InlineData("/cgi-bin/maint")]
    [InlineData("/cgi-bin/association")]
    [InlineData("/firmware/wbs03_1271.bin")]
    public void EverythingElse_PassesAtOnce(string target)
    {
        var run = new GuardRun().Ask($"POST {target} HTTP/1.1\r\n\r\n");

        run.Answer("HTT").Should().Be("HTT");
    }

    [Fact]
    public void CutShortByTheServer_PassesAsItCame()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        string cut = Replies.Sized(s_offered)[..^10];

        run.Answer(cut).Should().BeEmpty();
        run.End().Should().Be(cut);
    }

    [Fact]
    public void LongerThanIsHeld_PassesAsItIs_WithAWarning()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        string reply = Replies.Chunked(Replies.Body(Replies.Offer) + new string(' ', FirmwareGuard.MaxHeld), 1000, 1000);

        run.Answers(reply, 10, 20_000, 50_000).Should().Be(reply);

        run.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("longer");
    }

    [Fact]
    public void LongByItsOwnWord_PassesFromItsHeadOn()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {FirmwareGuard.MaxHeld + 1}\r\n\r\n");

        run.Answer(head).Should().Be(head);
        run.Answer("{").Should().Be("{");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\0\u0001\u0002\u0003\n\n\u00FF")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    public void NotHttp_Passes(string stream)
    {
        var run = new GuardRun().Ask(GuardRun.Session);

        run.Answers(stream, 3).Should().Be(stream);
    }

    [Fact]
    public void ClientThatSpeaksNoHttp_TheServersBytesPassAtOnce()
    {
        var run = new GuardRun().Ask("\u0016\u0003\u0001 no HTTP\n");

        run.Answer("HTTP").Should().Be("HTTP");
    }

    [Fact]
    public void ServerThatSpeaksFirst_PassesAtOnce() => new GuardRun().Answer("220 ready").Should().Be("220 ready");

    [Fact]
    public void AnsweredBeforeTheHeadWasComplete_TheNextIsGuarded()
    {
        var run = new GuardRun().Ask("POST /cgi-bin/once HTTP/1.1\r\nHost");
        run.Answer(Replies.Ok).Should().Be(Replies.Ok);

        run.Ask(": a\r\n\r\n" + GuardRun.Session);

        run.Answer(Replies.Sized(s_offered)).Should().Be(Replies.Sized(s_clean));
    }

    [Fact]
    public void SwitchingProtocols_WhatFollowsPasses()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        const string Switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";

        run.Answer(Switch).Should().Be(Switch);
        run.Answer("any").Should().Be("any");
    }

    [Fact]
    public void OfferInWhatIsNoJson_IsRenamed()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        string broken = Replies.Sized(s_offered[..^2]);

        run.Answers(broken).Should().Be(broken.Replace("\"blc\"", "\"xlc\"", StringComparison.Ordinal).Replace("\"sha1\"", "\"xha1\"", StringComparison.Ordinal));
        run.Log.Of(LogLevel.Warning).Should().ContainSingle();
    }

    [Fact]
    public void Compressed_PassesWithAWarning()
    {
        var run = new GuardRun().Ask(GuardRun.Session);
        const string Head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n";

        run.Answer(Head).Should().Be(Head);
        run.Answer("abc").Should().Be("abc");
        run.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("compressed");
    }

    [Fact]
    public void OffersAddress_CannotForgeALineOfTheLog()
    {
        var run = new GuardRun().Ask(GuardRun.Session);

        run.Answers(Replies.Sized(Replies.Body(""","blc":"a\nb" """)));

        run.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("a?b").And.NotContain("\n");
    }

    private static WireMessage Read(string reply)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(Encoding.Latin1.GetBytes(reply));
        reader.TryRead(out WireMessage? message).Should().BeTrue();
        reader.Buffered.Should().Be(0);
        return message!;
    }
}
