using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ScaleProxy.SampleCaptures;

/// <summary>
/// A conversation of our own making: a scale calls, says who it is, uploads its maintenance data, two weights, and
/// leaves. Every value in it is invented; only the protocol is the vendor's.
/// </summary>
public static class WeighIn
{
    public const string Mac = "00:24:e4:5c:a1:e0";
    public const string Secret = "7c1d90e2b45f8a36";
    public const string Once = "00d4e5a1-7b3c2d19";
    public const string SessionId = "2711-53941bfa-1f0c77ab";
    public const int FirstUser = 2468013;
    public const int SecondUser = 2468014;

    private const string Host = "scalews.withings.net";

    /// <summary>When the conversation begins: Sunday, 8 June 2014, 08:16:58 UTC. The session id holds the same time.</summary>
    public static DateTimeOffset Begin { get; } = DateTimeOffset.FromUnixTimeSeconds(0x53941bfa);

    /// <summary>What the scale proves itself with.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes($"{Mac}:{Secret}:{Once}")));

    /// <summary>Requests and replies in turn; the maintenance upload asks before it sends its body.</summary>
    public static IReadOnlyList<Turn> Turns { get; } = Build();

    /// <summary>Everything the client (true) or the server sends, as one stream.</summary>
    public static byte[] Stream(bool client) => [.. Turns.Where(turn => turn.FromClient == client).SelectMany(turn => turn.Bytes)];

    private static Turn[] Build()
    {
        string unix = Begin.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string maintenance = $"action=store&sessionid={SessionId}&source=1&type=1&data={Convert.ToHexStringLower(MaintenanceBlob.Build(Mac, Secret))}";
        return
        [
            Request("once", "action=get"),
            Counted($$$"""{"status":0,"body":{"once":"{{{Once}}}"}}"""),
            Request("session", $"action=new&auth={Mac}&hash={Hash}&mfgid=262151&currentfw=211&batterylvl=82&duration=30&zreboot=1"),
            Chunked("WEB-11", 0, $$$$"""{"status":0,"body":{"sessionid":"{{{{SessionId}}}}","sp":{"users":[{"id":{{{{FirstUser}}}},"sn":"LEA","wt":63.42,"ht":1.684,"agt":34.1,"sx":1,"fm":3,"cr":1402128000,"att":0},{"id":{{{{SecondUser}}}},"sn":"TOM","wt":81.7,"ht":1.812,"agt":36.5,"sx":0,"fm":3,"cr":1402041600,"att":0}]},"ind":{"lg":"fr_FR","imt":1,"stp":1,"f":0,"g":98095},"syp":{"utc":{{{{unix}}}}},"ctp":{"goff":7200,"dst":1414285200,"ngoff":3600}}}"""),
            Request("maint", maintenance, expectContinue: true),
            new Turn(FromClient: false, "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray()),
            new Turn(FromClient: true, Encoding.ASCII.GetBytes(maintenance)),
            Chunked("WEB-04", 2, """{"status":0}"""),
            Request("measure", Measure(FirstUser, 1402215390, """{"value":63185,"type":1,"unit":-3},{"value":5274,"type":16,"unit":-1}""")),
            Chunked("WEB-11", 3, """{"status":0}"""),
            Request("measure", Measure(SecondUser, 1402215408, """{"value":8155,"type":1,"unit":-2}""")),
            Chunked("WEB-07", 3, """{"status":0}"""),
            Request("session", $"action=delete&sessionid={SessionId}"),
            Chunked("WEB-07", 4, """{"status":0}"""),
        ];
    }

    private static string Measure(int user, long time, string measures) =>
        string.Create(CultureInfo.InvariantCulture, $$"""action=store&sessionid={{SessionId}}&macaddress={{Mac}}&userid={{user}}&meastime={{time}}&devtype=1&attribstatus=0&measures={"measures":[{{measures}}]}""");

    private static Turn Request(string endpoint, string body, bool expectContinue = false)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: {Host}\r\nAccept: */*\r\nContent-Length: {body.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        return new Turn(FromClient: true, Encoding.ASCII.GetBytes(expectContinue ? head + "Expect: 100-continue\r\n\r\n" : head + "\r\n" + body));
    }

    private static Turn Counted(string body) => Reply("WEB-02", 0, string.Create(CultureInfo.InvariantCulture, $"Cache-Control: no-cache\r\nContent-Length: {body.Length}\r\nContent-Type: text/plain\r\n\r\n{body}"));

    private static Turn Chunked(string machine, int seconds, string body) => Reply(machine, seconds, string.Create(CultureInfo.InvariantCulture, $"Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"));

    private static Turn Reply(string machine, int seconds, string rest) =>
        new(FromClient: false, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nDate: {Begin.AddSeconds(seconds):R}\r\nServer: Apache/2.2.22\r\nX-WI-SRV: NL-AMS-{machine}\r\nX-Request-Time: 0.0{machine[^1]}\r\nVary: Accept-Encoding\r\n{rest}")));
}
