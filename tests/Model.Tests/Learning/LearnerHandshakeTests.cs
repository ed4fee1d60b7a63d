using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Tests.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

public class LearnerHandshakeTests
{
    private const string OtherMac = "00:24:e4:0d:e1:cb";

    private readonly Learner _learner = new([]);

    private Profile Scale => _learner.Find(Talk.Mac)!;

    [Fact]
    public void WholeConversation_ShowsHandshakeSecretAndReplies()
    {
        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1"), "7-1-a"), Talk.Maint("7-1-a", Blob.Hex(Talk.Mac, Talk.Secret)), Talk.Measure("7-1-a"));

        Scale.Handshakes.Should().Equal(new Handshake("0ce-1", HashOf("0ce-1"), Talk.Noon.AddSeconds(1)));
        Scale.Secret.Should().Be(Talk.Secret);
        HandshakeHash.Compute(Scale.Mac, Scale.Secret!, "0ce-1").Should().Be(Scale.Handshakes[0].Md5);
        (Scale.ManufacturerId, Scale.Firmware, Scale.Battery).Should().Be((262151, "211", 69));
        Scale.Replies.Select(reply => reply.Kind).Should().Equal(RequestKind.SessionNew, RequestKind.OnceGet, RequestKind.MaintStore, RequestKind.MeasureStore);
    }

    [Fact]
    public void ProfileThatWasGiven_StaysAsItWas_WhateverIsLearnedNext()
    {
        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1"), "7-1-a"));
        Profile given = Scale;
        string[] kinds = [.. given.Replies.Select(reply => reply.Kind)];
        LearnedReply once = given.Replies.Single(reply => reply.Kind == RequestKind.OnceGet);
        Scale.Should().BeSameAs(given, "nothing was learned since");

        foreach (Exchange exchange in Talk.Exchanges(Talk.Noon.AddDays(1), Talk.Once("0ce-2"), Talk.Session(HashOf("0ce-2"), "7-2-a"), Talk.Maint("7-2-a", Blob.Hex(Talk.Mac, Talk.Secret))))
        {
            _learner.Observe(Talk.Client, exchange);
        }

        given.Handshakes.Select(one => one.Once).Should().Equal("0ce-1");
        given.Replies.Select(reply => reply.Kind).Should().Equal(kinds);
        given.Replies.Should().Contain(once);
        given.Secret.Should().BeNull();
        Scale.Handshakes.Select(one => one.Once).Should().Equal("0ce-1", "0ce-2");
        Scale.Replies.Should().HaveCount(kinds.Length + 1).And.NotContain(once);
        Scale.Secret.Should().Be(Talk.Secret);
    }

    [Fact]
    public void LearnedInTwoPlaces_WithEachOther_AsIfInOne_InEitherOrder()
    {
        var other = new Learner([]);
        foreach (Exchange exchange in Talk.Exchanges(Talk.Noon.AddDays(1), Talk.Once("0ce-2"), Talk.Session(HashOf("0ce-2"), "7-2-a"), Talk.Measure("7-2-a")))
        {
            other.Observe(Talk.Client, exchange);
        }

        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1"), "7-1-a"), Talk.Maint("7-1-a", Blob.Hex(Talk.Mac, Talk.Secret)));
        Profile later = other.Find(Talk.Mac)!;

        foreach (Profile merged in new[] { Scale.With(later), later.With(Scale) })
        {
            merged.Handshakes.Select(one => one.Once).Should().Equal("0ce-1", "0ce-2");
            merged.Secret.Should().Be(Talk.Secret);
            (merged.FirstSeen, merged.LastSeen).Should().Be((Scale.FirstSeen, later.LastSeen));
            merged.Replies.Select(reply => (reply.Kind, reply.SeenAt.Day - Talk.Noon.Day)).Should()
                .BeEquivalentTo([(RequestKind.SessionNew, 1), (RequestKind.OnceGet, 1), (RequestKind.MaintStore, 0), (RequestKind.MeasureStore, 1)]);
            merged.With(Scale).Should().Be(merged, "what is known already is no news");
        }
    }

    [Fact]
    public void ConnectionForEachRequest_PairsByHost()
    {
        Observe("192.0.2.7:1000", Talk.Once("0ce-1"));
        Observe("192.0.2.7:1001", Talk.Session(HashOf("0ce-1"), "7-1-a"));

        Scale.Handshakes.Single().Once.Should().Be("0ce-1");
    }

    [Fact]
    public void SourceWithoutAddresses_PairsByOrder()
    {
        Observe("", Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1"), "7-1-a"), Talk.Once("0ce-2"), Talk.Session(HashOf("0ce-2"), "7-2-a"));

        Scale.Handshakes.Select(one => one.Once).Should().Equal("0ce-1", "0ce-2");
    }

    [Fact]
    public void PortThatIsUsedAgain_DoesNotBringAnOldOnceBack()
    {
        Observe("192.0.2.7:1001", Talk.Once("0ce-1"));
        Observe("192.0.2.7:1002", Talk.Session(HashOf("0ce-1"), "7-1-a"));
        Observe("192.0.2.7:1000", Talk.Once("0ce-2"));
        Observe("192.0.2.7:1001", Talk.Session(HashOf("0ce-2"), "7-2-a"));

        Scale.Handshakes.Select(one => (one.Once, one.Md5)).Should().BeEquivalentTo([("0ce-1", HashOf("0ce-1")), ("0ce-2", HashOf("0ce-2"))]);
    }

    [Fact]
    public void TwoScalesFromTwoAddresses_KeepTheirOwn()
    {
        Observe("192.0.2.7:1000", Talk.Once("0ce-1"));
        Observe("192.0.2.8:1000", Talk.Once("0ce-2"));
        Observe("192.0.2.7:1001", Talk.Session(HashOf("0ce-1"), "7-1-a"));
        Observe("192.0.2.8:1001", Talk.Session(HashOf("0ce-2", OtherMac), "7-2-b", OtherMac));
        Observe("192.0.2.8:1002", Talk.Measure("7-2-b")).Mac.Should().Be(OtherMac);
        Observe("192.0.2.7:1002", Talk.Measure("7-1-a")).Mac.Should().Be(Talk.Mac);

        Scale.Handshakes.Single().Once.Should().Be("0ce-1");
        _learner.Find(OtherMac)!.Handshakes.Single().Once.Should().Be("0ce-2");
        _learner.Profiles.Should().HaveCount(2);
    }

    [Fact]
    public void TwoScalesBehindOneAddress_KeepTheirOwnByConnection()
    {
        Observe("192.0.2.7:1000", Talk.Once("0ce-1"));
        Observe("192.0.2.7:2000", Talk.Once("0ce-2"));
        Observe("192.0.2.7:1000", Talk.Session(HashOf("0ce-1"), "7-1-a"));
        Observe("192.0.2.7:2000", Talk.Session(HashOf("0ce-2", OtherMac), "7-2-b", OtherMac));

        Scale.Handshakes.Single().Once.Should().Be("0ce-1");
        _learner.Find(OtherMac)!.Handshakes.Single().Once.Should().Be("0ce-2");
    }

    [Theory]
    [InlineData("""{"status":100}""", 200, 0)]
    [InlineData("""{"body":{"sessionid":"7-1-a"}}""", 200, 0)]
    [InlineData("""{"status":0,"body":{"sessionid":"7-1-a"}}""", 503, 0)]
    [InlineData("""{"status":0,"body":{"sessionid":"7-1-a"}}""", 200, 5)]
    public void HashTheVendorDidNotAccept_IsNotLearned(string json, int status, int missing)
    {
        Observe(Talk.Client, Talk.Once("0ce-1"), (Talk.Session("0123456789abcdef0123456789abcdef", "7-1-a").Request, Talk.Reply(json, status, missing)));

        Scale.Handshakes.Should().BeEmpty();
        Observe(Talk.Client, Talk.Measure("7-1-a")).Mac.Should().BeNull("no session was begun");
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    public void TextThatIsNoHash_IsNotLearned(string hash)
    {
        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(hash, "7-1-a"));

        Scale.Handshakes.Should().BeEmpty();
    }

    [Fact]
    public void UpperCaseHash_IsKeptInLowerCase()
    {
        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1").ToUpperInvariant(), "7-1-a"));

        Scale.Handshakes.Single().Md5.Should().Be(HashOf("0ce-1"));
    }

    [Fact]
    public void OnceWhoseReplyWasLost_IsNotTakenForTheOneBefore()
    {
        Observe(Talk.Client, Talk.Once("0ce-1"));
        Observe(Talk.Client, (Talk.Once("").Request, null), Talk.Session(HashOf("0ce-2"), "7-2-a"));

        Scale.Handshakes.Should().BeEmpty();
    }

    [Fact]
    public void EscapedToken_IsWhatTheHashWasMadeOf()
    {
        Observe(Talk.Client, Talk.Once("""0c\u0065\/1"""), Talk.Session(HashOf("0ce/1"), "7-1-a"));

        Scale.Handshakes.Single().Once.Should().Be("0ce/1");
    }

    [Fact]
    public void ManyHandshakes_TheNewestStayAndAnOldOneChangesNothing()
    {
        IReadOnlyList<Exchange> exchanges = Talk.Exchanges(Talk.Noon, [.. Enumerable.Range(0, Learner.MaxHandshakes + 5)
            .SelectMany(i => new[] { Talk.Once($"0ce-{i:d3}"), Talk.Session(HashOf($"0ce-{i:d3}"), $"7-{i}-a") })]);
        Observe(exchanges);
        _learner.TakeChanged();
        Observe(exchanges);

        Scale.Handshakes.Should().HaveCount(Learner.MaxHandshakes).And.BeInAscendingOrder(one => one.SeenAt);
        Scale.Handshakes[0].Once.Should().Be("0ce-005");
        _learner.TakeChanged().Should().BeEmpty();
    }

    [Fact]
    public void SecretOfMoreThanOne_IsTheOneThatExplainsTheNewerHandshake()
    {
        string wrong = Blob.Hex(Talk.Mac, "another-sesame-0");
        string right = Blob.Hex(Talk.Mac, Talk.Secret);
        Observe(Talk.Client, Talk.Once("0ce-1"), Talk.Session(HashOf("0ce-1"), "7-1-a"), Talk.Maint("7-1-a", wrong));
        Scale.Secret.Should().Be("another-sesame-0", "no other is known");

        Observe(Talk.Client, Talk.Maint("7-1-a", right), Talk.Maint("7-1-a", wrong));

        Scale.Secret.Should().Be(Talk.Secret);
    }

    [Fact]
    public void DumpOfAnotherScale_SaysNothingOfThisOne()
    {
        Observe(Talk.Client, Talk.Session(HashOf("0ce-1"), "7-1-a"), Talk.Maint("7-1-a", Blob.Hex(OtherMac, Talk.Secret)));

        Scale.Secret.Should().BeNull();
    }

    [Fact]
    public void UploadOfAnotherType_IsNoDump()
    {
        (string request, string? reply) = Talk.Maint("7-1-a", Blob.Hex(Talk.Mac, Talk.Secret));
        Observe(Talk.Client, Talk.Session(HashOf("0ce-1"), "7-1-a"), (request.Replace("&type=1", "&type=2", StringComparison.Ordinal), reply));

        Scale.Secret.Should().BeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DumpThatIsCutShort_StillShowsTheSecretBeforeTheCut(int lostDigits)
    {
        string hex = Blob.Hex(Talk.Mac, Talk.Secret)[..^lostDigits];
        Observe(Talk.Client, (Talk.Post("maint", $"action=store&sessionid=7-1-a&type=1&data={hex}", missing: lostDigits), null));

        Scale.Secret.Should().Be(Talk.Secret);
    }

    [Fact]
    public void DumpWithoutItsSession_NamesTheScaleItself()
    {
        Sighting seen = Observe(Talk.Client, Talk.Maint("7-1-a", Blob.Hex(Talk.Mac, Talk.Secret)));

        seen.Mac.Should().Be(Talk.Mac);
        Scale.Secret.Should().Be(Talk.Secret);
        Observe(Talk.Client, Talk.Measure("7-1-a")).Measurements.Single().Mac.Should().Be(Talk.Mac, "the session is the same");
    }

    private static string HashOf(string once, string mac = Talk.Mac) => HandshakeHash.Compute(mac, Talk.Secret, once);

    private Sighting Observe(string client, params (string Request, string? Reply)[] turns) => Observe(Talk.Exchanges(Talk.Noon, turns), client);

    private Sighting Observe(IReadOnlyList<Exchange> exchanges, string client = Talk.Client) =>
        exchanges.Select(exchange => _learner.Observe(client, exchange)).ToList()[^1];
}
