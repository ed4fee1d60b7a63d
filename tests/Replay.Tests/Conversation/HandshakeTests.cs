using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Who may begin a session.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task RightHash_BeginsASession()
    {
        var serving = new Serving(Vendor.Known);

        Answer answer = await serving.From().BeginAsync();

        answer.Status.Should().Be(JsonStatus.Ok);
        KeptTurnOf(serving).Opened.Should().Be(new ScaleSession(answer.SessionId, Scale.Mac, "192.0.2.10", 82, "211", serving.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData("&hash=WRONG")]
    [InlineData("&hash=SHORT")]
    [InlineData("&hash=UPPER")]
    [InlineData("&hash=")]
    [InlineData("")]
    public async Task WrongHash_Status100_KeptAndSaid(string field)
    {
        foreach (Profile profile in new[] { Vendor.Known, Vendor.WithoutSecret })
        {
            var serving = new Serving(profile);
            Talk scale = serving.From();
            string right = Scale.Hash(await scale.OnceAsync());
            string form = $"action=new&auth={Scale.Mac}" + field
                .Replace("WRONG", Scale.Hash("another-token"), StringComparison.Ordinal)
                .Replace("SHORT", right[..31], StringComparison.Ordinal)
                .Replace("UPPER", right.ToUpperInvariant(), StringComparison.Ordinal);

            Answer answer = await scale.SayAsync(Scale.Post("session", form));

            answer.Raw.Should().Be(Vendor.Status(100, Serving.Date));
            answer.StaysOpen.Should().BeTrue();
            serving.Keeper.Requests.Should().Equal(Scale.Once, Scale.Post("session", form));
            serving.Keeper.Turns.Should().OnlyContain(turn => turn.Opened == null);
            serving.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain(Scale.Mac).And.Contain("192.0.2.10").And.Contain("wrong hash");
        }
    }

    [Fact]
    public async Task UsedToken_NotTakenTwice()
    {
        var serving = new Serving(Vendor.Known);
        Talk scale = serving.From();
        string request = Scale.Session(Scale.Hash(await scale.OnceAsync()));
        (await scale.SayAsync(request)).Status.Should().Be(JsonStatus.Ok);

        (await scale.SayAsync(request)).Status.Should().Be(JsonStatus.AuthenticationFailed);
        (await serving.From().SayAsync(request)).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task RefusedHash_DoesNotUseUpTheToken()
    {
        Talk scale = new Serving(Vendor.Known).From();
        string once = await scale.OnceAsync();
        (await scale.SayAsync(Scale.Session(Scale.Hash("wrong")))).Status.Should().Be(JsonStatus.AuthenticationFailed);

        (await scale.SayAsync(Scale.Session(Scale.Hash(once)))).Status.Should().Be(JsonStatus.Ok);
    }

    [Theory]
    [InlineData(600, JsonStatus.Ok)]
    [InlineData(601, JsonStatus.AuthenticationFailed)]
    public async Task Token_LivesTenMinutes(int seconds, int status)
    {
        var serving = new Serving(Vendor.Known);
        Talk scale = serving.From();
        string once = await scale.OnceAsync();
        serving.Clock.Move(TimeSpan.FromSeconds(seconds));

        (await scale.SayAsync(Scale.Session(Scale.Hash(once)))).Status.Should().Be(status);
    }

    [Theory]
    [InlineData("192.0.2.10", JsonStatus.Ok)]
    [InlineData("192.0.2.11", JsonStatus.AuthenticationFailed)]
    public async Task Token_IsForTheAddressItWasGivenTo(string address, int status)
    {
        var serving = new Serving(Vendor.Known);
        string once = await serving.From("192.0.2.10").OnceAsync();

        (await serving.From(address).SayAsync(Scale.Session(Scale.Hash(once)))).Status.Should().Be(status);
    }

    [Fact]
    public async Task SeveralTokensOfAnAddress_AnyOfThemWillDo()
    {
        var serving = new Serving(Vendor.Known);
        string first = await serving.From().OnceAsync();
        await serving.From().OnceAsync();
        Talk scale = serving.From();
        await scale.OnceAsync();

        (await scale.SayAsync(Scale.Session(Scale.Hash(first)))).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task TokenNobodyWasGiven_Refused()
    {
        var serving = new Serving(Vendor.Known);

        (await serving.From().SayAsync(Scale.Session(Scale.Hash(Vendor.Once)))).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task ScaleWithoutSecret_GetsItsLearnedToken_AndItsLearnedHashIsTaken()
    {
        Talk scale = new Serving(Vendor.WithoutSecret).From();

        (await scale.OnceAsync()).Should().Be(Vendor.Once);
        (await scale.SayAsync(Scale.Session(Scale.Hash(Vendor.Once)))).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task ScaleWithoutSecret_LearnedHashWithoutTheToken_Refused()
    {
        Talk scale = new Serving(Vendor.WithoutSecret).From();

        (await scale.SayAsync(Scale.Session(Scale.Hash(Vendor.Once)))).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task ScaleWithoutSecret_HashOfAnotherLearnedToken_Refused()
    {
        const string older = "11111111-22222222";
        Profile newest = Vendor.WithoutSecret;
        Profile both = newest with { Handshakes = [new Handshake(older, Scale.Hash(older), Vendor.LearnedAt.AddDays(-1)), .. newest.Handshakes] };
        Talk scale = new Serving(both).From();

        (await scale.OnceAsync()).Should().Be(Vendor.Once, "the newest is given");
        (await scale.SayAsync(Scale.Session(Scale.Hash(older)))).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task SeveralScales_TheOneWithoutSecretIsThoughtOf()
    {
        Talk scale = new Serving(Vendor.Known, Vendor.Other).From();

        string once = await scale.OnceAsync();

        once.Should().Be(Vendor.OtherOnce);
        (await scale.SayAsync(Scale.Session(Scale.Hash(once)))).Status.Should().Be(JsonStatus.Ok, "a scale with a known secret takes any token");
    }

    [Fact]
    public async Task SeveralScales_WhoSpokeFromThereLastIsThoughtOf()
    {
        var serving = new Serving(Vendor.Known, Vendor.Other);
        await serving.From().BeginAsync();

        (await serving.From().OnceAsync()).Should().NotBe(Vendor.OtherOnce, "the scale at this address has a secret");
        (await serving.From("192.0.2.77").OnceAsync()).Should().Be(Vendor.OtherOnce, "of this address nothing is known");
    }

    [Fact]
    public async Task TwoScalesAtOneAddress_TheRefusedOneGetsItsTokenNextTime()
    {
        var serving = new Serving(Vendor.Known, Vendor.Other);
        await serving.From().BeginAsync();
        (await serving.From().BeginAsync(Scale.OtherMac, Scale.OtherSecret)).Status.Should().Be(JsonStatus.AuthenticationFailed);

        (await serving.From().BeginAsync(Scale.OtherMac, Scale.OtherSecret)).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task SecretsOfAllKnown_FreshToken()
    {
        Profile other = Vendor.Other with { Secret = Scale.OtherSecret };
        var serving = new Serving(Vendor.Known, other);

        string once = await serving.From().OnceAsync();

        new[] { Vendor.Once, Vendor.OtherOnce }.Should().NotContain(once);
        (await serving.From().SayAsync(Scale.Session(Scale.Hash(once, Scale.OtherMac, Scale.OtherSecret), Scale.OtherMac))).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task UnknownScale_Status100_KeptAndSaidOnce_WithWhatToDo()
    {
        var serving = new Serving(Vendor.Known);
        Talk scale = serving.From();
        string once = await scale.OnceAsync();
        string request = Scale.Session(Scale.Hash(once, Scale.StrangerMac), Scale.StrangerMac);

        (await scale.SayAsync(request)).Raw.Should().Be(Vendor.Status(100, Serving.Date));
        await scale.SayAsync(request);
        await serving.From("192.0.2.99").SayAsync(request);
        await scale.SayAsync(Scale.Session(Scale.Hash(once), Scale.OtherMac));

        serving.Keeper.Turns[0].Mac.Should().Be(Scale.StrangerMac);
        serving.Keeper.Requests.Should().HaveCount(5);
        IReadOnlyList<string> warnings = serving.Log.Of(LogLevel.Warning);
        warnings.Should().HaveCount(2);
        warnings[0].Should().Contain(Scale.StrangerMac).And.Contain("scaleproxy import").And.Contain("scaleproxy learn");
        warnings[1].Should().Contain(Scale.OtherMac);
    }

    [Fact]
    public async Task SessionWithoutMac_Status100()
    {
        var serving = new Serving(Vendor.Known);

        (await serving.From().SayAsync(Scale.Post("session", "action=new&hash=00112233445566778899aabbccddeeff"))).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task ScaleWhoseSessionReplyWasNeverLearned_Status100_AndSaid(int? learned)
    {
        (string, string) session = (Scale.Session(Scale.Hash(Vendor.Once)), Vendor.Status(learned ?? 0));
        Profile profile = Vendor.Learn((Scale.Once, Vendor.OnceReply()), session) with { Secret = Scale.Secret };
        profile = learned is null ? profile with { Replies = [.. profile.Replies.Where(reply => reply.Kind != RequestKind.SessionNew)] } : profile;
        var serving = new Serving(profile);

        Answer answer = await serving.From().BeginAsync();

        answer.Status.Should().Be(JsonStatus.AuthenticationFailed);
        serving.Keeper.Turns.Should().OnlyContain(turn => turn.Opened == null);
        serving.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain(Scale.Mac).And.Contain("a session that it accepted").And.Contain("import");
    }

    private static Replay.Conversation.KeptTurn KeptTurnOf(Serving serving) => serving.Keeper.Turns.Should().ContainSingle().Subject;
}
