using System.Globalization;
using System.Text;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Learn;

/// <summary>A conversation of our own making, of everything that a scale says. It is never kept.</summary>
internal static class Rehearsal
{
    private const string Mac = "00:00:00:00:00:00";
    private const string Token = "0-0";

    /// <summary>Its exchanges.</summary>
    /// <param name="at">When it is to have taken place.</param>
    public static IEnumerable<Exchange> Conversation(DateTimeOffset at)
    {
        var assembler = new ExchangeAssembler(Strictness.Tolerant);
        Say(assembler, at, "once", "action=get", "\"once\":\"" + Token + "\"");
        Say(assembler, at, "session", $"action=new&auth={Mac}&hash={new string('0', 32)}&mfgid=0&currentfw=0&batterylvl=0", $"\"sessionid\":\"{Token}\",\"sp\":{{\"users\":[{{\"id\":0,\"sn\":\"\"}}]}}");
        Say(assembler, at, "maint", $"action=store&sessionid={Token}&type=1&data=00000000", string.Empty);
        Say(assembler, at, "measure", $"action=store&sessionid={Token}&userid=0&meastime=0&measures={{\"measures\":[{{\"value\":0,\"type\":1,\"unit\":0}}]}}", string.Empty);
        Say(assembler, at, "session", $"action=delete&sessionid={Token}", string.Empty);
        while (assembler.TryRead(out Exchange? exchange))
        {
            yield return exchange;
        }
    }

    private static void Say(ExchangeAssembler assembler, DateTimeOffset at, string endpoint, string form, string body)
    {
        assembler.FeedClient(Bytes($"POST /cgi-bin/{endpoint} HTTP/1.1\r\nContent-Length: {form.Length}\r\n\r\n{form}"), at);
        string json = $"{{\"status\":0,\"body\":{{{body}}}}}";
        assembler.FeedServer(Bytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{json.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{json}\r\n0\r\n\r\n"), at);
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
