using System.Globalization;
using System.Text;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>
/// A reply in the vendor's manner: its headers in the order and case of published captures, in which only the reply to
/// <c>once</c> tells of PHP, and only those to <c>once</c> and to uploads tell browsers whom they may ask.
/// </summary>
/// <param name="Status">The JSON status that stands in the body.</param>
/// <param name="Body">The body, ASCII.</param>
/// <param name="Date">The <c>Date</c> header's value.</param>
/// <param name="Machine">The number of the machine that answers.</param>
internal sealed record VendorReply(int Status, string Body, string Date, int Machine)
{
    /// <summary>Machines that take turns.</summary>
    public const int Machines = 10;

    private const string CrossOrigin =
        "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
        + "Access-Control-Allow-Credentials: true\r\nAccess-Control-Allow-Headers: Content-Type, *\r\n";

    /// <summary>How its end is told.</summary>
    public VendorFraming Framing { get; init; } = VendorFraming.Chunks;

    /// <summary>Whether it names PHP.</summary>
    public bool NamesPhp { get; init; }

    /// <summary>Whether it has the headers for browsers.</summary>
    public bool NamesOrigins { get; init; }

    /// <summary>The reply on the wire.</summary>
    public byte[] ToBytes()
    {
        string framing = Framing switch
        {
            VendorFraming.Length => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n"),
            VendorFraming.Chunks => "Transfer-Encoding: chunked\r\n",
            _ => string.Empty,
        };
        string php = NamesPhp ? "X-Powered-By: PHP/5.3.10-1ubuntu3.2\r\n" : string.Empty;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nDate: {Date}\r\nServer: Apache\r\n{php}X-WI-SRV: FR-EQX-WEB-{Machine:00}\r\n{(NamesOrigins ? CrossOrigin : string.Empty)}Vary: Accept-Encoding\r\n{framing}Content-Type: text/plain\r\n\r\n");
        string body = Framing == VendorFraming.Chunks ? string.Create(CultureInfo.InvariantCulture, $"{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n") : Body;
        return Encoding.ASCII.GetBytes(head + body);
    }
}
