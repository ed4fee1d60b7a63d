using System.Globalization;
using System.Text;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>A request that a simulated scale makes.</summary>
/// <param name="Kind">Its kind; see <see cref="Model.Scale.RequestKind"/>.</param>
/// <param name="Endpoint">What stands behind <c>/cgi-bin/</c>.</param>
/// <param name="Form">Its body, ASCII.</param>
/// <param name="Says">What it hands on, in a person's words.</param>
internal sealed record ScaleCall(string Kind, string Endpoint, string Form, string Says = "")
{
    // Seen in published captures, and what libcurl does, which the scale uses.
    private const int LargestUnasked = 1024;

    /// <summary>Whether the body waits for <c>100 Continue</c>.</summary>
    public bool AsksFirst => Form.Length > LargestUnasked;

    /// <summary>The head, in the order and case of published captures.</summary>
    public byte[] Head() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /cgi-bin/{Endpoint} HTTP/1.1\r\nUser-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\nContent-Length: {Form.Length}\r\nContent-Type: application/x-www-form-urlencoded\r\n{(AsksFirst ? "Expect: 100-continue\r\n" : string.Empty)}\r\n"));

    /// <summary>The body.</summary>
    public byte[] Body() => Encoding.ASCII.GetBytes(Form);
}
