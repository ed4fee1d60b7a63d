using System.Net;
using ScaleProxy.Archive;
using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.Har;
using ScaleProxy.Capture.Packets;

namespace ScaleProxy.Web.Recordings;

/// <summary>Writes recordings as another program's capture file.</summary>
public static class RecordingFile
{
    // Where a recording does not know its ends: addresses for documents (RFC 5737), a port of its own each.
    private const int FirstPort = 49_152;
    private const int Ports = 16_384;
    private static readonly IPAddress s_unknownClient = new([192, 0, 2, 1]);
    private static readonly IPEndPoint s_unknownServer = new(new IPAddress([198, 51, 100, 1]), 80);

    /// <summary>Writes HAR 1.2.</summary>
    /// <returns>How many exchanges could not be, as they are no HTTP.</returns>
    public static int WriteHar(IEnumerable<StoredRecording> recordings, Stream output)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        int leftOut = 0;
        using var har = new HarWriter(output);
        foreach (StoredRecording recording in recordings)
        {
            foreach (RecordedExchange recorded in recording.Exchanges)
            {
                ReadExchange exchange = ReadExchange.From(recorded);
                if (exchange.Request is { } request)
                {
                    har.Write(FormattableString.Invariant($"{recording.Id}"), recording.Server, recorded.StartedAt, request, exchange.Response);
                }
                else
                {
                    leftOut++;
                }
            }
        }

        har.End();
        return leftOut;
    }

    /// <summary>Writes pcapng, a TCP connection for each recording.</summary>
    public static void WritePcapng(IEnumerable<StoredRecording> recordings, Stream output)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        var file = new PcapngWriter(output);
        file.Begin();
        foreach (StoredRecording recording in recordings)
        {
            var connection = new SyntheticConnection(file, ClientOf(recording), ServerOf(recording), recording.StartedAt);
            foreach (RecordedExchange exchange in recording.Exchanges)
            {
                connection.Say(fromClient: true, exchange.Request.Span, exchange.StartedAt);
                connection.Say(fromClient: false, exchange.Response.Span, exchange.StartedAt);
            }

            connection.Close();
        }
    }

    private static IPEndPoint ClientOf(StoredRecording recording) =>
        IPEndPoint.TryParse(recording.Client, out IPEndPoint? client) ? client : new IPEndPoint(s_unknownClient, FirstPort + (int)(recording.Id % Ports));

    private static IPEndPoint ServerOf(StoredRecording recording) =>
        IPEndPoint.TryParse(recording.Server, out IPEndPoint? server) && server.Port != 0 ? server : s_unknownServer;
}
