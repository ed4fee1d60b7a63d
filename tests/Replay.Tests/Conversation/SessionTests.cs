using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Tests.Conversation;

/// <summary>A session lives in the archive: any process, and any connection, may get the next request.</summary>
public sealed class SessionTests
{
    private readonly Serving _serving = new(Vendor.Known);

    [Fact]
    public async Task OwnSession_OnAnyConnection()
    {
        string id = (await _serving.From().BeginAsync()).SessionId;

        Answer answer = await _serving.From("192.0.2.11").SayAsync(Scale.Post("maint", MaintForm(id)));

        answer.Raw.Should().Be(Vendor.Ok(Serving.Date));
        _serving.Keeper.Turns[^1].Mac.Should().Be(Scale.Mac, "the session says which scale it is");
        _serving.Keeper.Turns[^1].Session!.Id.Should().Be(id);
    }

    [Fact]
    public async Task SessionOfAnotherProcess_IsTaken()
    {
        string id = (await _serving.From().BeginAsync()).SessionId;
        Serving again = _serving.Again();

        (await again.From().SayAsync(Scale.Measure(id))).Status.Should().Be(JsonStatus.Ok);

        again.Keeper.Turns[^1].Session!.Battery.Should().Be(82);
        again.Keeper.Turns[^1].Session!.Firmware.Should().Be("211");
    }

    [Theory]
    [InlineData("measure")]
    [InlineData("maint")]
    [InlineData("session")]
    public async Task UnknownSession_501_ButKept(string endpoint)
    {
        string request = endpoint switch
        {
            "measure" => Scale.Measure("1-2-3"),
            "maint" => Scale.Post("maint", MaintForm("1-2-3")),
            _ => Scale.Delete("1-2-3"),
        };

        Answer answer = await _serving.From().SayAsync(request);

        answer.Raw.Should().Be(Vendor.Status(501, Serving.Date));
        answer.StaysOpen.Should().BeTrue();
        _serving.Keeper.Requests.Should().Equal(request);
        _serving.Keeper.Turns[0].Closed.Should().BeNull();
        _serving.Log.All.Should().Contain(line => line.Contains("unknown session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownSessionOfAKnownScale_ItsWeightIsArchived()
    {
        (await _serving.From().SayAsync(Scale.Measure("1-2-3"))).Status.Should().Be(JsonStatus.SessionInvalid);

        _serving.Keeper.Measurements.Should().ContainSingle().Which.Mac.Should().Be(Scale.Mac);
    }

    [Fact]
    public async Task Deleted_IsUnknownAfterwards()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;

        (await scale.SayAsync(Scale.Delete(id))).Status.Should().Be(JsonStatus.Ok);

        _serving.Keeper.Turns[^1].Closed.Should().Be(id);
        (await scale.SayAsync(Scale.Measure(id))).Status.Should().Be(JsonStatus.SessionInvalid);
    }

    [Fact]
    public async Task SessionThatCouldNotBeKept_IsNotBegun()
    {
        Talk scale = _serving.From();
        string once = await scale.OnceAsync();
        _serving.Keeper.Dead = true;

        Answer answer = await scale.SayAsync(Scale.Session(Scale.Hash(once)));

        answer.Raw.Should().Be(Vendor.Status(2555, Serving.Date));
        answer.StaysOpen.Should().BeTrue();
        _serving.Log.Of(Microsoft.Extensions.Logging.LogLevel.Error).Should().ContainSingle().Which.Should().Contain("the writer has ended");
    }

    [Fact]
    public async Task ProfileLearnedMeanwhile_IsTakenUp()
    {
        Talk scale = _serving.From();
        (await scale.BeginAsync(Scale.OtherMac, Scale.OtherSecret)).Status.Should().Be(JsonStatus.AuthenticationFailed);

        _serving.Keeper.Learn(Vendor.Known, Vendor.Other with { Secret = Scale.OtherSecret });

        (await scale.BeginAsync(Scale.OtherMac, Scale.OtherSecret)).Status.Should().Be(JsonStatus.Ok);
    }

    [Fact]
    public async Task NewerReply_IsTakenUp()
    {
        Talk scale = _serving.From();
        string id = (await scale.BeginAsync()).SessionId;
        string newer = Vendor.Chunked("""{"status":0,"body":{"updatetime":1}}""");
        _serving.Keeper.Learn(Vendor.KnownBut(Scale.Measure("1771-53941120-0badcafe"), newer));

        Answer answer = await scale.SayAsync(Scale.Measure(id));

        answer.Body.Should().Be("""{"status":0,"body":{"updatetime":1402300800}}""");
    }

    [Fact]
    public async Task ForgottenScale_IsUnknown()
    {
        _serving.Keeper.Learn(Vendor.Other);

        (await _serving.From().BeginAsync()).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Fact]
    public async Task DamagedProfile_IsSaid_AndTheOthersAreAnswered()
    {
        Profile damaged = Vendor.Other with { Replies = [new LearnedReply(RequestKind.OnceGet, 0, Text.Bytes("HTTP/1.1 200 OK\r\nContent-Le"), default)] };
        var serving = new Serving(damaged, Vendor.Known);

        (await serving.From().BeginAsync()).Status.Should().Be(JsonStatus.Ok);

        serving.Log.Of(Microsoft.Extensions.Logging.LogLevel.Error).Should().ContainSingle().Which.Should().Contain(Scale.OtherMac).And.Contain("import");
    }

    [Fact]
    public async Task PersonEditedMeanwhile_ToldInTheNextSession()
    {
        string before = (await _serving.From().BeginAsync()).Body;
        _serving.Keeper.Edit(new Person { Id = 1, Name = "Thomas", ShortName = "THO", Height = 1820, VendorIds = [7654322] });

        string after = (await _serving.From().BeginAsync()).Body;

        before.Should().Contain("\"sn\":\"TOM\"");
        after.Should().Contain("\"id\":7654322,\"sn\":\"THO\",\"wt\":81.70,\"ht\":1.82,");
        after.Should().Contain("\"sn\":\"Z\\u00f6E\"", "nobody has edited her");
    }

    private static string MaintForm(string session) => Scale.MaintForm(session, Scale.Secret);
}
