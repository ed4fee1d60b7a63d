using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Whose conversation it is: the vendor's as long as it answers, ours from there on, and never both.</summary>
public sealed class VendorRelayTests
{
    private const string Gone = "connection refused";

    private readonly VendorDesk _vendor = new();
    private readonly Serving _serving;

    public VendorRelayTests() => _serving = new Serving(_vendor, Vendor.Known);

    [Fact]
    public async Task VendorThatAnswers_EveryByteOfItsReplies_BothWays()
    {
        Talk scale = _serving.From();
        string[] requests = [Scale.Once, Scale.Session(Scale.Hash(VendorDesk.Once)), Scale.Measure(VendorDesk.Session), Scale.Delete(VendorDesk.Session)];
        var replies = new List<string>();
        foreach (string request in requests)
        {
            replies.Add((await scale.SayAsync(request)).Raw);
        }

        replies.Should().Equal(VendorDesk.OnceReply, VendorDesk.SessionReply, VendorDesk.Ok, VendorDesk.Ok);
        _vendor.Received.Should().Equal(requests);
        _serving.Keeper.Requests.Should().Equal(requests);
        _serving.Keeper.Exchanges.Select(exchange => Text.Of(exchange.Response)).Should().Equal(replies);
        _serving.Keeper.Measurements.Should().ContainSingle();
        _serving.Keeper.Turns.Should().OnlyContain(turn => turn.Vendors != null);
        _serving.Keeper.FindSession(VendorDesk.Session).Should().BeNull("the scale has ended it");
    }

    [Fact]
    public async Task VendorGoneFromTheStart_ConversationIsOurs_AndItIsNotAskedAgain()
    {
        _vendor.Failure = Gone;
        Talk scale = _serving.From();

        string id = (await scale.BeginAsync()).SessionId;
        _vendor.Failure = null;
        (await scale.SayAsync(Scale.Measure(id))).Raw.Should().Be(VendorDesk.Ok);
        (await scale.SayAsync(Scale.Delete(id))).Status.Should().Be(JsonStatus.Ok);

        _vendor.Received.Should().Equal([Scale.Once], "no session of ours is the vendor's affair");
        _serving.Keeper.Measurements.Should().ContainSingle();
        _serving.Keeper.Turns.Should().OnlyContain(turn => turn.Vendors == null);
        _serving.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("once get").And.Contain(Gone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VendorGoneBetweenOnceAndSession_HashForItsTokenIsCheckedHere(bool freshConnections)
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        _vendor.Failure = Gone;
        scale = freshConnections ? _serving.From() : scale;

        Answer session = await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _vendor.Failure = null;
        scale = freshConnections ? _serving.From() : scale;
        Answer measured = await scale.SayAsync(Scale.Measure(session.SessionId));

        session.Status.Should().Be(JsonStatus.Ok);
        session.SessionId.Should().NotBe(VendorDesk.Session);
        measured.Raw.Should().Be(VendorDesk.Ok);
        _vendor.Received.Should().HaveCount(2).And.NotContain(request => request.Contains(session.SessionId, StringComparison.Ordinal));
        _serving.Keeper.Measurements.Should().ContainSingle();
    }

    [Fact]
    public async Task VendorGoneBetweenOnceAndSession_WrongHash_Refused()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        _vendor.Failure = Gone;

        (await scale.SayAsync(Scale.Session(Scale.Hash("another-token")))).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task VendorGoneBetweenOnceAndSession_SecretUnknown_RefusedOnce_ThenServedWithTheLearnedToken()
    {
        var serving = new Serving(_vendor, Vendor.WithoutSecret);
        Talk scale = serving.From();
        await scale.SayAsync(Scale.Once);
        _vendor.Failure = Gone;
        (await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)))).Status.Should().Be(JsonStatus.AuthenticationFailed);

        Answer again = await serving.From().BeginAsync();

        again.Status.Should().Be(JsonStatus.Ok);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VendorGoneBetweenSessionAndMeasure_ItsSessionGoesOnAsOurs_AndNeverReturnsToIt(bool freshConnections)
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _vendor.Failure = Gone;
        scale = freshConnections ? _serving.From() : scale;

        Answer first = await scale.SayAsync(Scale.Measure(VendorDesk.Session));
        _vendor.Failure = null;
        scale = freshConnections ? _serving.From() : scale;
        Answer second = await scale.SayAsync(Scale.Measure(VendorDesk.Session, measures: """{"measures":[{"value":70000,"type":1,"unit":-3}]}"""));
        Answer end = await scale.SayAsync(Scale.Delete(VendorDesk.Session));

        new[] { first.Raw, second.Raw, end.Raw }.Should().AllBe(VendorDesk.Ok);
        _vendor.Received.Should().HaveCount(3, "from the first request that it did not answer it gets no more of the conversation");
        _serving.Keeper.Measurements.Should().HaveCount(2);
        _serving.Keeper.Turns.Where(turn => turn.Measurements.Count > 0).Should().OnlyContain(turn => turn.Vendors == null && turn.Session!.Id == VendorDesk.Session);
        _serving.Keeper.Turns[^1].Closed.Should().Be(VendorDesk.Session);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(false, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData(false, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false)]
    [InlineData(false, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"status\":0}", true)]
    public async Task WeightThatTheVendorMayHaveTaken_IsMarkedSo_AndNoneAfterIt(bool mayHaveArrived, string? said, bool inDoubt)
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _vendor.MayHaveArrived = mayHaveArrived;
        if (said is null)
        {
            _vendor.Failure = Gone;
        }
        else
        {
            _vendor.Says[RequestKind.MeasureStore] = said;
        }

        await scale.SayAsync(Scale.Measure(VendorDesk.Session));
        await scale.SayAsync(Scale.Measure(VendorDesk.Session, measures: """{"measures":[{"value":70000,"type":1,"unit":-3}]}"""));

        _serving.Keeper.Turns.Where(turn => turn.Measurements.Count > 0).Select(turn => turn.InDoubt).Should().Equal(inDoubt, false);
    }

    [Fact]
    public async Task VendorGoneBetweenMeasureAndDelete_SessionIsEndedHere()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        await scale.SayAsync(Scale.Measure(VendorDesk.Session));
        _vendor.Failure = Gone;

        (await scale.SayAsync(Scale.Delete(VendorDesk.Session))).Raw.Should().Be(VendorDesk.Ok);

        _serving.Keeper.Turns.Single(turn => turn.Measurements.Count > 0).Vendors.Should().NotBeNull();
        _serving.Keeper.FindSession(VendorDesk.Session).Should().BeNull();
    }

    [Fact]
    public async Task NextConversation_IsTheVendorsAgain()
    {
        _vendor.Failure = Gone;
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        await scale.SayAsync(Scale.Delete(id));
        _vendor.Failure = null;

        (await scale.SayAsync(Scale.Once)).Once.Should().Be(VendorDesk.Once);
        (await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)))).SessionId.Should().Be(VendorDesk.Session);
    }

    [Fact]
    public async Task SessionThatAnotherProcessSawTheVendorOpen_IsAnsweredHere()
    {
        _serving.Keeper.Open(new ScaleSession(VendorDesk.Session, Scale.Mac, "192.0.2.10", 82, "211", _serving.Clock.GetUtcNow()));

        (await _serving.From().SayAsync(Scale.Measure(VendorDesk.Session))).Raw.Should().Be(VendorDesk.Ok);

        _vendor.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task WeightThatCannotBeStored_IsNotAcknowledged_WhateverTheVendorSays()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _serving.Keeper.Fails = true;

        (await scale.SayAsync(Scale.Measure(VendorDesk.Session))).Status.Should().Be(JsonStatus.UnspecifiedError);
    }

    [Fact]
    public async Task VendorsReply_WaitsForTheDisk()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once)));
        _serving.Keeper.Slow = new TaskCompletionSource();

        Task<Answer> answer = scale.SayAsync(Scale.Measure(VendorDesk.Session));
        await _serving.Keeper.HandedOver.Task;
        answer.IsCompleted.Should().BeFalse();
        _serving.Keeper.Slow.SetResult();

        (await answer).Raw.Should().Be(VendorDesk.Ok);
    }

    [Fact]
    public async Task SameOnceAgain_KeptOnce_WithTheReplyThatCounts()
    {
        Talk scale = _serving.From();
        await scale.SayAsync(Scale.Once);
        await scale.SayAsync(Scale.Once);
        _vendor.Says[RequestKind.OnceGet] = Vendor.OnceReply("99999999-00000000", Serving.Date);
        await scale.SayAsync(Scale.Once);
        await scale.EndAsync();

        KeptExchange kept = _serving.Keeper.Exchanges.Should().ContainSingle().Subject;
        kept.Repeats.Should().Be(3);
        Text.Of(kept.Response).Should().Contain("99999999-00000000");
    }

    [Fact]
    public async Task Line_ClosesWithTheScalesConnection()
    {
        using (ScaleConnection connection = _serving.Connection())
        {
            await _serving.On(connection).SayAsync(Scale.Once);
            _vendor.Open.Should().Be(1);
        }

        _vendor.Open.Should().Be(0);
    }

    [Fact]
    public async Task UnknownScale_IsTheVendorsAffair()
    {
        var serving = new Serving(_vendor);
        Talk scale = serving.From();
        await scale.SayAsync(Scale.Once);

        (await scale.SayAsync(Scale.Session(Scale.Hash(VendorDesk.Once, Scale.StrangerMac), Scale.StrangerMac))).Raw.Should().Be(VendorDesk.SessionReply);
        (await scale.SayAsync(Scale.Measure(VendorDesk.Session, Scale.StrangerMac))).Raw.Should().Be(VendorDesk.Ok);
        serving.Keeper.Measurements.Should().ContainSingle();
    }
}
