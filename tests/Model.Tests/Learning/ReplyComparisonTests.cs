using System.Globalization;
using System.Text;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>Where one reply differs from a learned one, and by which rule.</summary>
public sealed class ReplyComparisonTests
{
    private const string Body = """{"status":0,"body":{"sessionid":"7-1-a","sp":{"users":[{"id":71,"wt":64.25,"ht":1.63,"cr":1}]},"syp":{"utc":1,"blc":"http"},"list":[]}}""";

    [Fact]
    public void TheSameBytes_NoDifference() => Of(Chunked(Body), Chunked(Body)).Should().BeEmpty();

    [Theory]
    [InlineData("\"7-1-a\"", "\"8-22-bb\"", "body.sessionid 7-1-a → 8-22-bb (SessionId)", "chunk sizes 87 → 89 (Length)")]
    [InlineData("64.25", "70.00", "body.sp.users[0].wt 64.25 → 70.00 (LastWeight)")]
    [InlineData("\"utc\":1", "\"utc\":2", "body.syp.utc 1 → 2 (Clock)")]
    [InlineData(",\"blc\":\"http\"", "", "body.syp.blc http → nothing (FirmwareOffer)", "chunk sizes 87 → 7a (Length)")]
    public void RenewedField_HasItsRule(string learned, string now, params string[] differences) =>
        Of(Chunked(Body), Chunked(Body.Replace(learned, now, StringComparison.Ordinal))).Should().BeEquivalentTo(differences);

    [Theory]
    [InlineData("1.63", "1.64", "body.sp.users[0].ht 1.63 → 1.64")]
    [InlineData("\"status\":0", "\"status\":1", "status 0 → 1")]
    [InlineData("\"utc\":1,", "", "body.syp.utc 1 → nothing", "chunk sizes 87 → 7f (Length)")]
    [InlineData("\"list\":[]", "\"list\":[7]", "body.list [] → nothing", "body.list[0] nothing → 7", "chunk sizes 87 → 88 (Length)")]
    [InlineData("\"id\":71,\"wt\":64.25", "\"wt\":64.25,\"id\":71", "order of the body's fields")]
    [InlineData("\"ht\":1.63,", "\"ht\": 1.63,", "spelling between the body's fields", "chunk sizes 87 → 88 (Length)")]
    public void AnyOtherField_HasNone(string learned, string now, params string[] differences) =>
        Of(Chunked(Body), Chunked(Body.Replace(learned, now, StringComparison.Ordinal))).Should().BeEquivalentTo(differences);

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "HTTP/1.1 200 Fine", "status line HTTP/1.1 200 OK → HTTP/1.1 200 Fine")]
    [InlineData("Date: today", "Date: tomorrow", "Date today → tomorrow (Date)")]
    [InlineData("Server: A", "Server: B", "Server A → B")]
    [InlineData("Server: A", "server: A", "Server A → nothing", "server nothing → A")]
    [InlineData("Date: today\r\nServer: A", "Server: A\r\nDate: today", "order of the header lines")]
    [InlineData("X: 1\r\n", "X: 1\r\nX: 2\r\n", "X nothing → 2")]
    public void Head_NamesOrderAndValues(string learned, string now, params string[] differences)
    {
        string reply = Chunked(Body);
        Of(reply, reply.Replace(learned, now, StringComparison.Ordinal)).Should().BeEquivalentTo(differences);
    }

    [Fact]
    public void OtherFraming_IsNoRenewal() =>
        Of(Chunked("{}"), "HTTP/1.1 200 OK\r\nDate: today\r\nServer: A\r\nX: 1\r\nContent-Length: 2\r\n\r\n{}")
            .Should().BeEquivalentTo("Transfer-Encoding chunked → nothing", "Content-Length nothing → 2", "framing Chunked → ContentLength");

    [Fact]
    public void BodyThatIsNoJson_IsComparedAsAWhole() =>
        Of(Chunked("one"), Chunked("two")).Should().Equal("body one → two");

    private static IEnumerable<string> Of(string learned, string now) =>
        ReplyComparison.Compare(Reply(learned), Reply(now)).Select(difference =>
            difference.Name
            + (difference is { Learned: null, Now: null } ? string.Empty : $" {difference.Learned ?? "nothing"} → {difference.Now ?? "nothing"}")
            + (difference.Rule is { } rule ? $" ({rule})" : string.Empty));

    private static string Chunked(string body) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nDate: today\r\nServer: A\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");

    private static WireMessage Reply(string text)
    {
        var reader = new WireReader(MessageKind.Response, Strictness.Strict);
        reader.Feed(Encoding.Latin1.GetBytes(text));
        reader.End();
        reader.TryRead(out WireMessage? message).Should().BeTrue();
        return message!;
    }
}
