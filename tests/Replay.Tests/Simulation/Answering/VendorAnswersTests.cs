using FsCheck;
using FsCheck.Xunit;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Replay.Simulation.Answering;

namespace ScaleProxy.Replay.Tests.Simulation.Answering;

/// <summary>What a simulated vendor answers: to the byte where captures show it, and with the statuses of the real one.</summary>
public sealed class VendorAnswersTests
{
    private const string CrossOrigin =
        "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: GET, POST, OPTIONS\r\nAccess-Control-Allow-Credentials: true\r\nAccess-Control-Allow-Headers: Content-Type, *\r\n";

    [Fact]
    public void Once_IsThePublishedCapturesToTheByte() =>
        new Desk().Say(Scale.Once).Raw.Should().Be(
            "HTTP/1.1 200 OK\r\nDate: Mon, 09 Jun 2014 08:00:00 GMT\r\nServer: Apache\r\nX-Powered-By: PHP/5.3.10-1ubuntu3.2\r\nX-WI-SRV: FR-EQX-WEB-07\r\n"
            + CrossOrigin + "Vary: Accept-Encoding\r\nContent-Length: 48\r\nContent-Type: text/plain\r\n\r\n"
            + """{"status":0,"body":{"once":"00001001-00001002"}}""");

    [Fact]
    public void Session_IsChunked_AndHasEveryPart()
    {
        Answer session = new Desk().Begin();

        session.Raw.Should().Be(
            "HTTP/1.1 200 OK\r\nDate: Mon, 09 Jun 2014 08:00:00 GMT\r\nServer: Apache\r\nX-WI-SRV: FR-EQX-WEB-07\r\nVary: Accept-Encoding\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n18b\r\n"
            + """{"status":0,"body":{"sessionid":"101-53956980-00001003","sp":{"users":[{"id":2468013,"sn":"LEA","wt":63.42,"ht":1.684,"agt":34.1,"sx":1,"fm":3,"cr":1402128000,"att":0},{"id":2468014,"sn":"TOM","wt":81.7,"ht":1.812,"agt":36.5,"sx":0,"fm":3,"cr":1402041600,"att":0}]},"ind":{"lg":"en_US","imt":1,"stp":1,"f":0,"g":97918},"syp":{"utc":1402300800},"ctp":{"goff":7200,"dst":1414285200,"ngoff":3600}}}"""
            + "\r\n0\r\n\r\n");
    }

    [Fact]
    public void OnlyUploads_TellBrowsersWhomTheyMayAsk()
    {
        var desk = new Desk();
        string id = desk.Begin().SessionId;

        desk.Say(Scale.Maint(id, Scale.Secret)).Raw.Should().Contain(CrossOrigin);
        desk.Say(Scale.Measure(id)).Raw.Should().Contain(CrossOrigin);
        desk.Say(Scale.Associate(id)).Raw.Should().NotContain("Access-Control");
        desk.Say(Scale.Delete(id)).Raw.Should().NotContain("Access-Control");
    }

    [Fact]
    public void TokenThatWasUsed_IsOfNoUseAgain()
    {
        var desk = new Desk();
        string session = Scale.Session(Scale.Hash(desk.Say(Scale.Once).Once));
        desk.Say(session).Status.Should().Be(JsonStatus.Ok);

        VendorTurn again = desk.Take(session);

        again.Event.Status.Should().Be(JsonStatus.AuthenticationFailed);
        again.Event.Said.Should().Be("wrong hash, or a token that was used already");
    }

    [Fact]
    public void TokenThatIsTooOld_IsOfNoUse()
    {
        var desk = new Desk();
        string session = Scale.Session(Scale.Hash(desk.Say(Scale.Once).Once));
        desk.Clock.Move(OnceLedger.Lifetime + TimeSpan.FromSeconds(1));

        desk.Say(session).Status.Should().Be(JsonStatus.AuthenticationFailed);
    }

    [Theory]
    [InlineData(Scale.OtherSecret, Scale.Mac, "wrong hash, or a token that was used already")]
    [InlineData(Scale.Secret, Scale.OtherMac, "wrong hash, or a token that was used already")]
    [InlineData(Scale.Secret, Scale.StrangerMac, "unknown scale")]
    public void WhoProvesNothing_IsRefused(string secret, string mac, string said)
    {
        var desk = new Desk();
        VendorTurn turn = desk.Take(Scale.Session(Scale.Hash(desk.Say(Scale.Once).Once, mac, secret), mac));

        turn.Event.Status.Should().Be(JsonStatus.AuthenticationFailed);
        turn.Event.Mac.Should().Be(mac);
        turn.Event.Said.Should().Be(said);
        new Answer(Text.Of(turn.Delivery.Bytes), true).Body.Should().Be("""{"status":100}""");
    }

    [Fact]
    public void SessionWithoutHash_IsRefused() =>
        new Desk().Say(Scale.Post("session", $"action=new&auth={Scale.Mac}")).Status.Should().Be(JsonStatus.AuthenticationFailed);

    [Fact]
    public void Weight_IsCounted_Told_AndComesBackInTheNextSession()
    {
        var desk = new Desk();
        string measure = Scale.Measure(desk.Begin().SessionId).Replace("7654321", "2468013", StringComparison.Ordinal);

        VendorTurn turn = desk.Take(measure);

        turn.Event.Should().BeEquivalentTo(new { Mac = Scale.Mac, Kind = "measure store", Status = 0, Said = "LEA: 64.31 kg", Stored = 1, Fault = VendorFault.None, From = "192.0.2.10" });
        Answer next = desk.Begin();
        next.Body.Should().Contain("""{"id":2468013,"sn":"LEA","wt":64.31,"ht":1.684,"agt":34.1,"sx":1,"fm":3,"cr":1402300800,"att":0}""").And.Contain("\"wt\":81.7,");
    }

    [Fact]
    public void OlderWeight_IsCounted_ButIsNotTheLast()
    {
        var desk = new Desk();
        string measure = Scale.Measure(desk.Begin().SessionId).Replace("7654321", "2468013", StringComparison.Ordinal).Replace("1402300800", "1400000000", StringComparison.Ordinal);

        desk.Take(measure).Event.Stored.Should().Be(1);
        desk.Begin().Body.Should().Contain("\"wt\":63.42,");
    }

    [Theory]
    [InlineData("measure", """measuregrps={"measuregrps":[{"meastime":1402300800,"measures":[{"value":64310,"type":1,"unit":-3}]}]}""", """{"status":0,"body":{"updatetime":1402300800}}""")]
    [InlineData("v2/measure", """measuregrps=[{"meastime":1402300800,"measures":[{"type":35,"data":{"mantissa":640,"exponent":0}}]}]""", """{"status":0}""")]
    [InlineData("measure", """meastime=1402300800&measures={"measures":[{"value":64310,"type":1,"unit":-3}]}""", """{"status":0}""")]
    [InlineData("measure", """meastime=1402300800&measures={"measures":[{"value":"heavy"}]}""", """{"status":503}""")]
    [InlineData("measure", "meastime=1402300800", """{"status":503}""")]
    public void EveryWayOfWritingMeasurements_HasItsReply(string endpoint, string form, string body)
    {
        var desk = new Desk();
        string id = desk.Begin().SessionId;

        desk.Say(Scale.Post(endpoint, $"action=store&sessionid={id}&macaddress={Scale.Mac}&{form}")).Body.Should().Be(body);
    }

    [Theory]
    [InlineData("association", "action=deviceassociationrequest", """{"status":205,"body":{"blindcode":"100001"}}""")]
    [InlineData("association", "action=deviceassociationenquiry", """{"status":205,"body":{"blindcode":"100001"}}""")]
    [InlineData("v2/weather", "", """{"status":0,"body":{"series":[]}}""")]
    [InlineData("maint", "action=store&source=1&type=1&data=xyz", """{"status":0}""")]
    [InlineData("v9/novelty", "action=try", """{"status":2554}""")]
    public void EveryKind_HasItsReply(string endpoint, string form, string body)
    {
        var desk = new Desk();
        string id = desk.Begin().SessionId;

        desk.Say(Scale.Post(endpoint, $"{form}&sessionid={id}")).Body.Should().Be(body);
    }

    [Fact]
    public void SessionThatIsOver_IsUnknown_AndNothingIsStored()
    {
        var desk = new Desk();
        string id = desk.Begin().SessionId;
        desk.Say(Scale.Delete(id)).Status.Should().Be(JsonStatus.Ok);

        VendorTurn turn = desk.Take(Scale.Measure(id));

        turn.Event.Status.Should().Be(JsonStatus.SessionInvalid);
        turn.Event.Stored.Should().Be(0);
    }

    [Fact]
    public void FirmwareOffer_IsThere_WithAChecksum_AndSlashesEscaped()
    {
        Answer session = new Desk(new VendorOptions { FirmwareOffer = new Uri("http://fw.example/a\"b.bin") }).Begin();

        session.Body.Should().Contain("\"syp\":{\"blc\":\"http:\\/\\/fw.example\\/a%22b.bin\",\"sha1\":\"" + string.Concat(Enumerable.Repeat("ab", 20)) + "\",\"utc\":1402300800}");
        session.Json().RootElement.GetProperty("body").GetProperty("syp").GetProperty("blc").GetString().Should().Be("http://fw.example/a%22b.bin");
    }

    [Fact]
    public void WhatNoScaleAsksFor_IsNotFound()
    {
        VendorTurn turn = new Desk().Take("GET /index.html?secret HTTP/1.1\r\nHost: x\r\n\r\n");

        Text.Of(turn.Delivery.Bytes).Should().StartWith("HTTP/1.1 404 ");
        turn.Event.Status.Should().BeNull();
    }

    [Fact]
    public void Upload_IsToldWithoutWhatItHolds()
    {
        var desk = new Desk();
        desk.Take(Scale.Maint(desk.Begin().SessionId, Scale.Secret)).Event.Said.Should().Be("maintenance upload of 3 records");
    }

    [Fact]
    public void NothingToldOfAConversation_HoldsASecretHashOrToken()
    {
        var desk = new Desk();
        string once = desk.Say(Scale.Once).Once;
        VendorTurn session = desk.Take(Scale.Session(Scale.Hash(once)));
        string id = new Answer(Text.Of(session.Delivery.Bytes), true).SessionId;
        VendorTurn[] turns = [session, desk.Take(Scale.Maint(id, Scale.Secret)), desk.Take(Scale.Associate(id)), desk.Take(Scale.Measure(id)), desk.Take(Scale.Delete(id)), desk.Take(Scale.Once)];

        foreach (string told in turns.Select(turn => turn.Event.ToString()))
        {
            told.Should().NotContain(Scale.Secret).And.NotContain(once).And.NotContain(id).And.NotContain(Scale.Hash(once)).And.NotContain("100001");
        }

        new VendorOptions { Secrets = Desk.Secrets }.ToString().Should().NotContain(Scale.Secret);
    }

    [Property(MaxTest = 100)]
    public void WhateverAFormHolds_ItIsAnswered(NonNull<string> endpoint, NonNull<string> value)
    {
        var desk = new Desk();
        string id = desk.Begin().SessionId;
        string path = Uri.EscapeDataString(string.Concat(endpoint.Get.Where(letter => !char.IsSurrogate(letter))));
        foreach (string name in new[] { "action", "measures", "measuregrps", "data", "hash", "auth", "sessionid", "userid" })
        {
            foreach (string known in new[] { path, "once", "session", "measure", "v2/measure", "maint", "association" })
            {
                string form = $"action={(known == "session" ? "new" : "store")}&sessionid={id}&{name}={Uri.EscapeDataString(string.Concat(value.Get.Where(letter => !char.IsSurrogate(letter))))}";
                desk.Say(Scale.Post(known, form)).Status.Should().NotBeNull();
            }
        }
    }
}
