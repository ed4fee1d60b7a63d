using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Tests.Learning;

public class ReplyFieldsTests
{
    private const string Session = """
        {"status":0,"body":{"sessionid":"7-51484e40-abc","sp":{"users":[
          {"id":71,"sn":"EVE","wt":64.25,"ht":1.63,"cr":1363694400,"att":0},
          {"cr":1363694401,"wt":80.5,"sn":"J\u00d6E","id":72}]},
        "ind":{"lg":"en_US","g":97918},"syp":{"utc":1363694400,"blc":"http:\/\/fw.invalid\/a.bin","sha1":"00ff"},"ctp":{"goff":3600,"dst":1364691600,"ngoff":7200},"updatetime":1}}
        """;

    [Fact]
    public void SessionReply_IsRenewedByTheRulesAndNothingElse()
    {
        Renewals(Session).Should().Equal(
            "SessionId body.sessionid 7-51484e40-abc",
            "LastWeight body.sp.users[0].wt 64.25 of 71",
            "LastWeighed body.sp.users[0].cr 1363694400 of 71",
            "LastWeighed body.sp.users[1].cr 1363694401 of 72",
            "LastWeight body.sp.users[1].wt 80.5 of 72",
            "Clock body.syp.utc 1363694400",
            """FirmwareOffer body.syp.blc http:\/\/fw.invalid\/a.bin""",
            "FirmwareOffer body.syp.sha1 00ff",
            "Offset body.ctp.goff 3600",
            "OffsetChange body.ctp.dst 1364691600",
            "OffsetAfterChange body.ctp.ngoff 7200",
            "Clock body.updatetime 1");
    }

    [Fact]
    public void OnceReply_IsRenewed()
    {
        Renewals("""{"status":0,"body":{"once":"00d0-1"}}""").Should().Equal("Once body.once 00d0-1");
    }

    [Theory]
    [InlineData("""{"status":0,"body":{"once":null}}""")]
    [InlineData("""{"status":0,"body":{"sessionid":3046}}""")]
    public void TokenWithoutQuotes_IsNotRenewedForTheReplyWouldBeNoJson(string body)
    {
        Renewals(body).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"once":"1","sessionid":"2","utc":3}""")]
    [InlineData("""{"body":{"utc":3,"blc":1,"goff":1,"sp":{"wt":1,"users":{"wt":1,"id":2}}}}""")]
    [InlineData("""{"body":{"sp":{"users":[{"wt":1,"cr":2}]}}}""")]
    [InlineData("""{"body":{"sp":{"users":[{"id":1.5,"wt":1}]}}}""")]
    [InlineData("""{"body":{"sp":{"users":[{"id":1,"more":{"wt":1}}]}}}""")]
    [InlineData("""{"body":{"syp":{"utc":{"now":1}},"ctp":{"goff":[1]}}}""")]
    [InlineData("""{"body":{"sp":{"users[":1}}}""")]
    [InlineData("not JSON, \"utc\":1")]
    public void FieldsElsewhere_HaveNoRule(string body)
    {
        Renewals(body).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"body":{"syp":{"blc":{"url":"x"}}}}""", 1)]
    [InlineData("""{"body":{"syp":{"blc":["x"],"sha1":true}}}""", 2)]
    [InlineData("""{"body":{"syp":{"blc":"x","blc":"y"}}}""", 2)]
    [InlineData("""{"body":{"syp":{"\u0062lc":"x"}}}""", 1)]
    public void FirmwareOffer_IsFoundInWhateverShape(string body, int offers)
    {
        ReplyFields.RenewalsOf(Encoding.UTF8.GetBytes(body)).Count(renewal => renewal.Rule == RenewalRule.FirmwareOffer).Should().Be(offers);
    }

    [Fact]
    public void FirmwareOffersTakenOut_LeaveTheRestToTheByte()
    {
        byte[] body = Encoding.UTF8.GetBytes(Session);
        while (ReplyFields.RenewalsOf(body).Where(renewal => renewal.Rule == RenewalRule.FirmwareOffer).Select(renewal => (JsonPlace?)renewal.Place).FirstOrDefault() is { } place)
        {
            body = JsonPlaces.Remove(body, place);
        }

        Encoding.UTF8.GetString(body).Should().Be(Session.Replace(""","blc":"http:\/\/fw.invalid\/a.bin","sha1":"00ff"}""", "}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"status":0}""", 0)]
    [InlineData("""{"body":{"status":1},"status" : 205 }""", 205)]
    [InlineData("""{"status":-1}""", -1)]
    [InlineData("""{"status":"0"}""", null)]
    [InlineData("""{"status":0.5}""", null)]
    [InlineData("""{"status":99999999999}""", null)]
    [InlineData("""{"body":{"status":1}}""", null)]
    [InlineData("""[0]""", null)]
    [InlineData("<html>", null)]
    public void Status_IsTheIntegerOfTheRoot(string body, int? status)
    {
        ReplyFields.StatusOf(Encoding.UTF8.GetBytes(body)).Should().Be(status);
    }

    [Theory]
    [InlineData("""{"body":{"once":"a\/b"}}""", "a/b")]
    [InlineData("""{"body":{"once":12}}""", "12")]
    [InlineData("""{"body":{"once":null}}""", null)]
    [InlineData("""{"once":"a"}""", null)]
    public void Text_IsWhatTheFieldSays(string body, string? text)
    {
        ReplyFields.TextOf(Encoding.UTF8.GetBytes(body), "body.once").Should().Be(text);
    }

    [Fact]
    public void Users_AreNamedInTheirOrder()
    {
        ReplyFields.UsersOf(Encoding.UTF8.GetBytes(Session)).Should().Equal(new ScaleUser(71, "EVE"), new ScaleUser(72, "JÖE"));
    }

    [Theory]
    [InlineData("""{"body":{"sp":{"users":[{"id":1,"sn":5},{"sn":"NIL"},{"id":2}]}}}""", "1= 2=")]
    [InlineData("""{"body":{"sp":{"users":[{"id":1,"sn":"\ud800"}]}}}""", "1=\\ud800")]
    [InlineData("""{"body":{"sp":{"users":[]}}}""", "")]
    [InlineData("""{"body":{"sp":{"users":null}}}""", "")]
    public void UsersOfOddReplies_AreThoseWithAnId(string body, string users)
    {
        string.Join(' ', ReplyFields.UsersOf(Encoding.UTF8.GetBytes(body)).Select(user => $"{user.Id}={user.ShortName}")).Should().Be(users);
    }

    [Fact]
    public void ManyUsers_CostNoMoreThanTheirNumber()
    {
        const int many = 50_000;
        byte[] body = Encoding.ASCII.GetBytes("{\"body\":{\"sp\":{\"users\":[" + string.Join(',', Enumerable.Repeat("{\"id\":7,\"wt\":1}", many)) + "]}}}");

        ReplyFields.UsersOf(body).Should().HaveCount(many);
        ReplyFields.RenewalsOf(body).Should().HaveCount(many).And.OnlyContain(renewal => renewal.UserId == 7);
    }

    private static IEnumerable<string> Renewals(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        return ReplyFields.RenewalsOf(body).Select(renewal =>
            $"{renewal.Rule} {renewal.Place.Path} {Encoding.UTF8.GetString(body[renewal.Place.Start..renewal.Place.End])}" + (renewal.UserId is { } user ? $" of {user}" : ""));
    }
}
