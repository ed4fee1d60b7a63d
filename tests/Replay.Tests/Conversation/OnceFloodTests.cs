namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Whoever asks for a token over and over does not fill the disk.</summary>
public sealed class OnceFloodTests
{
    private readonly Serving _serving = new(Vendor.Known);

    [Fact]
    public async Task SameRequestAgain_IsOneExchangeWithACount_KeptAtTheEnd()
    {
        Talk scale = _serving.From();
        Answer first = await scale.SayAsync(Scale.Once);
        for (int i = 0; i < 999; i++)
        {
            (await scale.SayAsync(Scale.Once)).Once.Should().NotBe(first.Once);
        }

        _serving.Keeper.Turns.Should().BeEmpty();
        await scale.EndAsync();

        Replay.Conversation.KeptExchange kept = _serving.Keeper.Exchanges.Should().ContainSingle().Subject;
        kept.Repeats.Should().Be(1000);
        Text.Of(kept.Response).Should().Be(first.Raw);
    }

    [Fact]
    public async Task OnceAlone_IsKeptAtTheEnd()
    {
        Talk scale = _serving.From();
        await scale.OnceAsync();
        await scale.EndAsync();
        await scale.EndAsync();

        _serving.Keeper.Exchanges.Should().ContainSingle().Which.Repeats.Should().Be(1);
    }

    [Fact]
    public async Task OtherRequestsForAToken_AreKeptEach()
    {
        Talk scale = _serving.From();
        string probe = Scale.Post("once", "action=probe");
        foreach (string request in new[] { Scale.Once, Scale.Once, probe, Scale.Once })
        {
            await scale.SayAsync(request);
        }

        await scale.EndAsync();

        _serving.Keeper.Exchanges.Select(exchange => (Text.Of(exchange.Request), exchange.Repeats)).Should().Equal((Scale.Once, 2), (probe, 1), (Scale.Once, 1));
    }

    [Fact]
    public async Task CountGoesWithTheSessionThatFollows()
    {
        Talk scale = _serving.From();
        await scale.OnceAsync();
        Answer session = await scale.BeginAsync();
        await scale.SayAsync(Scale.Delete(session.SessionId));
        await scale.OnceAsync();
        await scale.EndAsync();

        _serving.Keeper.Exchanges.Select(exchange => exchange.Repeats).Should().Equal(2, 1, 1, 1);
        _serving.Keeper.Turns[0].Exchanges.Should().HaveCount(2, "the token is kept together with the session it was for");
    }

    [Fact]
    public async Task ArchiveThatIsDead_DoesNotKeepTokensFromBeingGiven()
    {
        _serving.Keeper.Dead = true;
        Talk scale = _serving.From();
        await scale.OnceAsync();

        (await scale.SayAsync(Scale.Post("once", "action=probe"))).Status.Should().Be(0);
    }

    [Fact]
    public async Task TokensOfTheFlood_AreBounded()
    {
        Talk scale = _serving.From();
        string first = await scale.OnceAsync();
        for (int i = 0; i < Replay.Conversation.OnceLedger.MaxPerAddress; i++)
        {
            await scale.OnceAsync();
        }

        (await scale.SayAsync(Scale.Session(Scale.Hash(first)))).Status.Should().Be(100, "the oldest token of the address has gone");
    }
}
