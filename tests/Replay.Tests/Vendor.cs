using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Tests;

/// <summary>
/// What the vendor of these tests answers, in the shape of the published captures and with words of its own. The same
/// functions write what is learned and what is expected to be sent later, so that every byte that is not named here as an
/// argument is compared as it was learned.
/// </summary>
internal static class Vendor
{
    public const string Once = "3f2a90c1-77b0d4e2";
    public const string OtherOnce = "3f2a90ff-12345678";
    public const string LearnedDate = "Sun, 08 Jun 2014 07:33:04 GMT";

    public static readonly DateTimeOffset LearnedAt = new(2014, 6, 8, 7, 33, 4, TimeSpan.Zero);

    public static string OnceReply(string once = Once, string date = LearnedDate) =>
        Sized($$$"""{"status":0,"body":{"once":"{{{once}}}"}}""", date);

    public static string SessionReply(
        string sessionId = "1771-53941120-0badcafe",
        string date = LearnedDate,
        long utc = 1402212784,
        string zone = "\"goff\":7200,\"dst\":1414285200,\"ngoff\":3600",
        string first = "\"wt\":63.42,\"ht\":1.680",
        string firstAt = "1402128000",
        string second = "\"wt\":81.70,\"ht\":1.81E0",
        string secondAt = "1402041600",
        string offer = "") =>
        Chunked(SessionBody(sessionId, utc, zone, first, firstAt, second, secondAt, offer), date);

    public static string Ok(string date = LearnedDate) => Chunked("""{"status":0}""", date);

    public static string Status(int status, string date = LearnedDate) => Chunked(string.Create(CultureInfo.InvariantCulture, $$"""{"status":{{status}}}"""), date);

    public static string Blind(string date = LearnedDate) => Chunked("""{"status":205,"body":{"blindcode":"190573"}}""", date);

    public static string Sized(string body, string date = LearnedDate, string headers = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nDate: {date}\r\nServer: Apache\r\nX-Powered-By: PHP/5.3.10\r\nx-wi-SRV: Example-Web-7\r\nVary: Accept-Encoding\r\n{headers}content-LENGTH:  {body.Length}\r\nContent-Type: text/plain\r\n\r\n{body}");

    public static string Chunked(string body, string date = LearnedDate, string headers = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nDate: {date}\r\nServer: Apache\r\nX-WI-SRV: Example-Web-2\r\nVary: Accept-Encoding\r\n{headers}Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");

    /// <summary>The whole conversation of the scale <see cref="Scale.Mac"/>: once, session, maint, association, measure, end.</summary>
    public static IReadOnlyList<(string Request, string Reply)> Conversation { get; } =
    [
        (Scale.Once, OnceReply()),
        (Scale.Session(Scale.Hash(Once)), SessionReply()),
        (Scale.Maint("1771-53941120-0badcafe", Scale.Secret), Ok()),
        (Scale.Associate("1771-53941120-0badcafe"), Blind()),
        (Scale.Measure("1771-53941120-0badcafe"), Ok()),
        (Scale.Delete("1771-53941120-0badcafe"), Ok()),
    ];

    /// <summary>The profile that the whole conversation gives.</summary>
    public static Profile Known { get; } = Learn(Conversation);

    /// <summary>The same without the upload that shows the secret.</summary>
    public static Profile WithoutSecret { get; } = Learn([.. Conversation.Where(turn => !turn.Request.Contains("/maint", StringComparison.Ordinal))]);

    /// <summary>Another scale, of which only one handshake is known; it was seen a minute earlier.</summary>
    public static Profile Other { get; } = Learn(
        LearnedAt.AddMinutes(-1),
        (Scale.Once, OnceReply(OtherOnce)),
        (Scale.Session(Scale.Hash(OtherOnce, Scale.OtherMac, Scale.OtherSecret), Scale.OtherMac), SessionReply()));

    public static Profile Learn(params IReadOnlyList<(string Request, string Reply)> conversation) => Learn(LearnedAt, conversation);

    public static Profile Learn(DateTimeOffset at, params IReadOnlyList<(string Request, string Reply)> conversation)
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        var learner = new Learner([]);
        foreach ((string request, string reply) in conversation)
        {
            assembler.FeedClient(Text.Bytes(request), at);
            assembler.FeedServer(Text.Bytes(reply), at);
        }

        assembler.EndServer();
        while (assembler.TryRead(out Exchange? exchange))
        {
            learner.Observe("192.0.2.1:49152", exchange);
        }

        return learner.Profiles.Should().ContainSingle("one scale speaks in the conversation").Subject;
    }

    /// <summary>The profile with one reply learned otherwise.</summary>
    public static Profile KnownBut(string request, string reply) =>
        Learn([.. Conversation.Select(turn => turn.Request == request ? (request, reply) : turn)]);

    private static string SessionBody(string sessionId, long utc, string zone, string first, string firstAt, string second, string secondAt, string offer) =>
        """{"status":0,"body":{"sessionid":"SESSION","sp":{"users":[{"id":7654321,"sn":"Z\u00f6E",FIRST,"agt":3.41e1,"sx":1,"fm":3,"cr":FAT,"att":0}, {"cr":SAT,"id":7654322,"sn":"TOM",SECOND,"agt":36.50,"sx":0,"fm":3,"att":0}]},"ind":{"lg":"de_DE","imt":1,"stp":1,"f":0,"g":98101,"help":"http:\/\/a.example\/b"},"syp":{"utc":UTCOFFER},"ctp":{ZONE},"later":[1,{"x":null}]}}"""
            .Replace("SESSION", sessionId, StringComparison.Ordinal)
            .Replace("FIRST", first, StringComparison.Ordinal)
            .Replace("FAT", firstAt, StringComparison.Ordinal)
            .Replace("SECOND", second, StringComparison.Ordinal)
            .Replace("SAT", secondAt, StringComparison.Ordinal)
            .Replace("UTC", utc.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("OFFER", offer, StringComparison.Ordinal)
            .Replace("ZONE", zone, StringComparison.Ordinal);
}
