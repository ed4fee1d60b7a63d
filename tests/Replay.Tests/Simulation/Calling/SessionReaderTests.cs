using ScaleProxy.Model.People;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Replay.Tests.Simulation.Calling;

/// <summary>What a scale's parser takes of a session, and what it stumbles over.</summary>
public sealed class SessionReaderTests
{
    private const string Whole = """{"status":0,"body":{"sessionid":"1-2-3","sp":{"users":[{"id":7,"sn":"ANN","wt":77.11,"ht":1.727,"agt":20.8,"sx":0,"fm":3,"cr":1363702686,"att":0}]},"ind":{"lg":"en_US","imt":1,"stp":1,"f":0,"g":97918},"syp":{"utc":1363731145},"ctp":{"goff":-14400,"dst":0,"ngoff":0}}}""";

    [Fact]
    public void EveryFieldIsTaken()
    {
        SessionGrant session = Read(Whole);

        session.Id.Should().Be("1-2-3");
        session.Clock.Should().Be(1363731145);
        session.Offset.Should().Be(-14400);
        session.Firmware.Should().BeNull();
        session.People.Should().Equal(new SessionPerson(7, "ANN", 77.11m, 1363702686, 0, 1.727m, 20.8m, 0, 3));
        session.ToString().Should().NotContain("1-2-3");
    }

    [Fact]
    public void OfferedFirmware_IsSeen() =>
        Read(Whole.Replace("\"utc\"", "\"blc\":\"http:\\/\\/fw.example\\/a\",\"utc\"", StringComparison.Ordinal)).Firmware.Should().Be("http://fw.example/a");

    [Theory]
    [InlineData("\"sessionid\":\"1-2-3\",", "", "'body.sessionid' is not there")]
    [InlineData("1-2-3", "12345678-12345678-12345678-12345678", "longer than 31")]
    [InlineData("\"ind\":", "\"inD\":", "no 'body.ind'")]
    [InlineData("\"syp\":{\"utc\":1363731145}", "\"syp\":1", "no 'body.syp'")]
    [InlineData("\"users\":[", "\"usors\":[", "no list 'body.sp.users'")]
    [InlineData("{\"id\":7,", "{", "'body.sp.users[0]' has no id")]
    [InlineData("\"id\":7", "\"id\":7.0", "'body.sp.users[0].id' is not spelled as an integer")]
    [InlineData("1363731145", "\"1363731145\"", "'body.syp.utc' is not spelled as an integer")]
    [InlineData("1363731145", "1.363731145e9", "'body.syp.utc' is not spelled as an integer")]
    [InlineData("-14400", "-14400.5", "'body.ctp.goff' is not spelled as an integer")]
    [InlineData("77.11", "\"77.11\"", "'body.sp.users[0].wt' is not a number")]
    [InlineData("\"att\":0", "\"att\":0,\"goal\":{\"wt\":70}", "'body.sp.users[0].goal' is an object inside a person")]
    [InlineData("[{\"id\":7", "[null,{\"id\":7", "'body.sp.users[0]' is no object")]
    public void WhatAScaleCannotRead_IsNamed(string right, string wrong, string reason)
    {
        string body = Whole.Replace(right, wrong, StringComparison.Ordinal);

        FluentActions.Invoking(() => Read(body)).Should().Throw<SimulationException>().WithMessage("*" + reason + "*");
    }

    [Fact]
    public void AsManyPeopleAsAScaleHolds_AndNoMore()
    {
        const string Another = """{"id":8,"sn":"BOB"}""";
        Read(Whole.Replace("[{", "[" + string.Concat(Enumerable.Repeat(Another + ",", 14)) + "{", StringComparison.Ordinal)).People.Should().HaveCount(15);

        FluentActions.Invoking(() => Read(Whole.Replace("[{", "[" + string.Concat(Enumerable.Repeat(Another + ",", 15)) + "{", StringComparison.Ordinal)))
            .Should().Throw<SimulationException>().WithMessage("*more than the 15 people*");
    }

    private static SessionGrant Read(string body) => SessionReader.Read(Text.Bytes(body));
}
