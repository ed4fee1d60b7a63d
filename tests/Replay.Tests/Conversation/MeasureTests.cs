using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>Archived before acknowledged.</summary>
public sealed class MeasureTests
{
    private readonly Serving _serving = new(Vendor.Known);

    [Fact]
    public async Task Weight_IsKeptExactly_WithItsSession()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        (await scale.SayAsync(Scale.Measure(id))).Raw.Should().Be(Vendor.Ok(Serving.Date));

        Replay.Conversation.KeptTurn turn = _serving.Keeper.Turns[^1];
        turn.Session!.Id.Should().Be(id);
        Measurement measurement = turn.Measurements.Should().ContainSingle().Subject;
        measurement.Mac.Should().Be(Scale.Mac);
        measurement.TakenAt.Should().Be(1402300800);
        measurement.UserIds.Should().Equal(7654321);
        measurement.Values.Should().Equal(new MeasuredValue(MeasureType.Weight, 64310, -3));
    }

    [Fact]
    public async Task NoReply_BeforeItIsOnDisk()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        _serving.Keeper.Slow = new TaskCompletionSource();

        Task<Answer> reply = scale.SayAsync(Scale.Measure(id));
        await Task.WhenAny(reply, _serving.Keeper.HandedOver.Task);

        reply.IsCompleted.Should().BeFalse("the disk has not got it yet");
        _serving.Keeper.Slow.SetResult();
        (await reply).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task DiskThatRefuses_NonZeroStatus_AndTheConnectionGoesOn()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        _serving.Keeper.Fails = true;

        Answer refused = await scale.SayAsync(Scale.Measure(id));

        refused.Raw.Should().Be(Vendor.Status(2555, Serving.Date));
        refused.StaysOpen.Should().BeTrue();
        _serving.Keeper.Measurements.Should().BeEmpty();
        _serving.Log.Of(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("measure store").And.Contain("the disk is full");

        _serving.Keeper.Fails = false;
        (await scale.SayAsync(Scale.Measure(id))).Status.Should().Be(JsonStatus.Ok);
        _serving.Keeper.Measurements.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("maint")]
    [InlineData("v9/telemetry")]
    public async Task AnythingElseThatCannotBeKept_IsNotAcknowledgedEither(string endpoint)
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        _serving.Keeper.Fails = true;

        (await scale.SayAsync(Scale.Post(endpoint, $"action=store&sessionid={id}"))).Status.Should().Be(JsonStatus.UnspecifiedError);
    }

    [Theory]
    [InlineData("""{"measures":[{"value":64310,"ty""")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task UndecodableWeight_KeptRaw_Status0(string measures)
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        string request = Scale.Measure(id, measures: measures);

        (await scale.SayAsync(request)).Status.Should().Be(JsonStatus.Ok);

        _serving.Keeper.Requests[^1].Should().Be(request);
        _serving.Keeper.Measurements.Should().BeEmpty();
        _serving.Log.Of(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("kept raw");
    }

    [Fact]
    public async Task UndecodableWeight_WaitsForTheDiskAllTheSame()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        _serving.Keeper.Fails = true;

        (await scale.SayAsync(Scale.Measure(id, measures: "nonsense"))).Status.Should().Be(JsonStatus.UnspecifiedError);
    }

    [Fact]
    public async Task WeightOfAnUnknownScale_KeptRaw_NotStatus0()
    {
        string request = Scale.Post("measure", $"action=store&macaddress={Scale.StrangerMac}&meastime=1402300800&measures=" + """{"measures":[{"value":1,"type":1,"unit":0}]}""");

        (await _serving.From().SayAsync(request)).Status.Should().Be(JsonStatus.SessionInvalid);

        _serving.Keeper.Requests.Should().Equal(request);
        _serving.Keeper.Measurements.Should().BeEmpty();
    }

    [Fact]
    public async Task WeightOfAnUnknownScale_InASessionOfAKnownOne_NotStatus0()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        (await scale.SayAsync(Scale.Measure(id, Scale.StrangerMac))).Status.Should().Be(JsonStatus.SessionInvalid);

        _serving.Keeper.Measurements.Should().BeEmpty();
    }

    [Fact]
    public async Task WeightInTheGoodbye_WaitsForTheDiskToo()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        _serving.Keeper.Fails = true;

        Answer answer = await scale.SayAsync(Scale.Post("session", $"action=delete&sessionid={id}&meastime=1402300800&measures=" + """{"measures":[{"value":1,"type":1,"unit":0}]}"""));

        answer.Status.Should().Be(JsonStatus.UnspecifiedError);
    }
}
