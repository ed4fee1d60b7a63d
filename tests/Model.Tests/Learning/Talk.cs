using ScaleProxy.Model.Tests.Wire;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Tests.Learning;

/// <summary>
/// What a scale and its vendor say to each other, as text. Every name, address, secret and token of it is invented.
/// </summary>
internal static class Talk
{
    public const string Mac = "00:24:e4:0d:e1:ca";
    public const string Secret = "sesame-0123-open";
    public const string Client = "192.0.2.7:49152";

    public static readonly DateTimeOffset Noon = new(2013, 3, 19, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The exchange that a connection of nothing else shows.</summary>
    public static Exchange Exchange(string request, string? reply, DateTimeOffset? at = null) => Exchanges(at ?? Noon, (request, reply)).Single();

    /// <summary>The exchanges of one connection, a second apart.</summary>
    public static IReadOnlyList<Exchange> Exchanges(DateTimeOffset at, params (string Request, string? Reply)[] turns)
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        foreach ((string request, string? reply) in turns)
        {
            assembler.FeedClient(Transcript.Crlf(request), at);
            assembler.FeedServer(Transcript.Crlf(reply ?? string.Empty), at);
            at = at.AddSeconds(1);
        }

        assembler.EndClient();
        assembler.EndServer();
        var exchanges = new List<Exchange>();
        while (assembler.TryRead(out Exchange? exchange))
        {
            exchanges.Add(exchange);
        }

        return exchanges;
    }

    /// <summary>A scale's request; <paramref name="missing"/> bytes of its body never came.</summary>
    public static string Post(string endpoint, string form, int missing = 0) => $"""
        POST /cgi-bin/{endpoint} HTTP/1.1
        User-Agent: Withings UserAgent
        Host: scalews.withings.net
        Content-Length: {Length(form) + missing}
        Content-Type: application/x-www-form-urlencoded

        {form}
        """;

    /// <summary>The vendor's reply, in one chunk.</summary>
    public static string Ok(string json) => $"""
        HTTP/1.1 200 OK
        Server: Apache
        Transfer-Encoding: chunked
        Content-Type: text/plain

        {Length(json):x}
        {json}
        0


        """;

    /// <summary>The vendor's reply with another HTTP status, or with <paramref name="missing"/> bytes of it lost.</summary>
    public static string Reply(string json, int status = 200, int missing = 0) => $"""
        HTTP/1.1 {status} So
        Content-Length: {Length(json) + missing}

        {json}
        """;

    public static (string Request, string? Reply) Once(string token) =>
        (Post("once", "action=get"), Ok($$$"""{"status":0,"body":{"once":"{{{token}}}"}}"""));

    public static (string Request, string? Reply) Session(string hash, string id, string mac = Mac, string more = "&mfgid=262151&currentfw=211&batterylvl=69") =>
        (Post("session", $"action=new&auth={mac}&hash={hash}{more}"), Ok($$$$"""{"status":0,"body":{"sessionid":"{{{{id}}}}","sp":{"users":[{"id":71,"sn":"EVE"}]}}}"""));

    public static (string Request, string? Reply) Maint(string id, string hex) =>
        (Post("maint", $"action=store&sessionid={id}&source=1&type=1&data={hex}"), Ok("""{"status":0}"""));

    public static (string Request, string? Reply) Measure(string id, string more = "") =>
        (Post("measure", $$$"""action=store&sessionid={{{id}}}{{{more}}}&userid=71&meastime=1363694400&devtype=1&attribstatus=0&measures={"measures":[{"value":64250,"type":1,"unit":-3}]}"""), Ok("""{"status":0}"""));

    // On the wire, where a raw string's LF is CRLF.
    private static int Length(string text) => text.ReplaceLineEndings("\r\n").Length;
}
