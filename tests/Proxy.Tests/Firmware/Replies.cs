using System.Globalization;

namespace ScaleProxy.Proxy.Tests.Firmware;

/// <summary>Session replies, with an offer of firmware and without, in every framing.</summary>
internal static class Replies
{
    public const string Offer = ""","blc":"http:\/\/fw.withings.net\/wbs03_1271.bin","sha1":"2fd4e1c67a2d28fced849ee1bb76e7391b93eb12" """;
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"status\":0}";

    /// <summary>The body of a session reply.</summary>
    public static string Body(string offer = "") =>
        """{"status":0,"body":{"sessionid":"1771-53941120-0badcafe","sp":{"users":[]},"syp":{"utc":1402212784OFFER},"ctp":{"goff":7200}}}""".Replace("OFFER", offer.TrimEnd(), StringComparison.Ordinal);

    public static string Sized(string body) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nServer:  Apache\r\ncontent-LENGTH:  {body.Length} \r\nX-Odd: a\tb\r\n\r\n{body}");

    public static string UntilClose(string body) => $"HTTP/1.0 200 OK\r\nServer: Apache\r\n\r\n{body}";

    /// <summary>Chunked, each chunk as long as it is said, the last one with what is left.</summary>
    public static string Chunked(string body, params int[] sizes)
    {
        var chunks = new List<string>();
        foreach (int size in sizes.Append(int.MaxValue))
        {
            int length = Math.Min(size, body.Length);
            if (length > 0)
            {
                chunks.Add(string.Create(CultureInfo.InvariantCulture, $"{length:x}\r\n{body[..length]}\r\n"));
                body = body[length..];
            }
        }

        return $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{string.Concat(chunks)}0\r\nX-Trailer: kept\r\n\r\n";
    }
}
