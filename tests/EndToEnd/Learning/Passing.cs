using System.Text;
using ScaleProxy.EndToEnd.Running;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.EndToEnd.Learning;

/// <summary>Exchanges as a relay hands them to the recorder.</summary>
internal static class Passing
{
    public const string Client = "192.0.2.7:4711";
    public const string Server = "198.51.100.1:80";

    public static readonly DateTimeOffset Now = WeighIn.Begin;

    /// <summary>The whole sample conversation: once, session new, maint, two measures, session delete.</summary>
    public static IReadOnlyList<Exchange> Conversation { get; } = Of(WeighIn.Turns.Select(turn => (turn.FromClient, turn.Bytes)));

    /// <summary>A request, and what was answered; null for nothing.</summary>
    public static Exchange Exchange(string endpoint, string form, string? json = """{"status":0}""") =>
        Of([(true, Encoding.ASCII.GetBytes(ScaleLine.Post(endpoint, form))), (false, json is null ? [] : Reply(json))]).Single();

    /// <summary>Once and session new of a scale, and nothing of its secret.</summary>
    public static IReadOnlyList<Exchange> SessionOf(string mac, string session) =>
    [
        Exchange("once", "action=get", """{"status":0,"body":{"once":"00d4e5a1-00000001"}}"""),
        Exchange("session", $"action=new&auth={mac}&hash={HandshakeHash.Compute(mac, WeighIn.Secret, "00d4e5a1-00000001")}&mfgid=262151&currentfw=211&batterylvl=82", "{\"status\":0,\"body\":{\"sessionid\":\"" + session + "\",\"sp\":{\"users\":[]}}}"),
    ];

    private static byte[] Reply(string json) => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {json.Length}\r\nContent-Type: text/plain\r\n\r\n{json}");

    private static List<Exchange> Of(IEnumerable<(bool FromClient, byte[] Bytes)> turns)
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        foreach ((bool fromClient, byte[] bytes) in turns)
        {
            if (fromClient)
            {
                assembler.FeedClient(bytes, Now);
            }
            else
            {
                assembler.FeedServer(bytes, Now);
            }
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
}
