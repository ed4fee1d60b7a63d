using System.Globalization;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>Requests of a scale and replies of its vendor.</summary>
internal static class Http
{
    public const string Host = "scalews.withings.net";

    public const string Ok = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"status\":0}\r\n0\r\n\r\n";

    public static string Post(string endpoint, string body, string host = Host, string headers = "") =>
        string.Create(CultureInfo.InvariantCulture, $"POST /cgi-bin/{endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: {host}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    public static string Once { get; } = Post("once", "action=get");

    public static string Session { get; } = Post("session", "action=new");
}
