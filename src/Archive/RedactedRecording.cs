using ScaleProxy.Model.Redaction;

namespace ScaleProxy.Archive;

/// <summary>A recording as it may be shown to others.</summary>
public static class RedactedRecording
{
    // Addresses for documents (RFC 5737): they are nobody's.
    private const string NobodysClient = "192.0.2.1";

    /// <summary>The recording without what is private in its messages, and without the scale's address.</summary>
    public static StoredRecording Of(StoredRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        IReadOnlyList<(byte[] Request, byte[] Replies)> redacted =
            RecordingRedaction.Of([.. recording.Exchanges.Select(static exchange => (exchange.Request, exchange.Response))]);
        int port = recording.Client.LastIndexOf(':');
        return recording with
        {
            Mac = recording.Mac is { } mac ? RecordingRedaction.OfMac(mac) : null,
            Client = port < 0 ? string.Empty : NobodysClient + recording.Client[port..],
            Exchanges = [.. recording.Exchanges.Zip(redacted, static (exchange, bytes) => exchange with { Request = bytes.Request, Response = bytes.Replies })],
        };
    }
}
