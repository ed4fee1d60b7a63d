using Microsoft.Extensions.Logging;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// What <c>serve</c> tells its owner. No secret, hash, token or body data is ever among it; what a scale did wrong is
/// logged low, what goes wrong here high.
/// </summary>
internal sealed partial class ServeLog(ILogger logger)
{
    private const int MaxRemembered = 256;

    private readonly BoundedMap<string, string> _said = new(MaxRemembered);

    public void TookUp(string mac, IReadOnlyList<string> notes)
    {
        Ready(mac);
        foreach (string note in notes)
        {
            Trimmed(mac, note);
        }
    }

    /// <summary>Once for each scale, as it will come again and again.</summary>
    public void UnknownScale(string mac)
    {
        if (!_said.TryGet(mac, out _))
        {
            _said.Set(mac, mac);
            Unknown(mac);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{mac}: profile taken up")]
    private partial void Ready(string mac);

    [LoggerMessage(2, LogLevel.Warning, "{mac}: {note}")]
    private partial void Trimmed(string mac, string note);

    [LoggerMessage(3, LogLevel.Warning, "{mac}: this scale is unknown, so it was refused and keeps its weights; run `scaleproxy learn`, or `scaleproxy import` with a capture of it")]
    private partial void Unknown(string mac);

    [LoggerMessage(4, LogLevel.Warning, "{mac}: wrong hash from {address}; the session was refused. If this is your scale, import a capture with its maintenance upload")]
    public partial void WrongHash(string mac, string address);

    [LoggerMessage(5, LogLevel.Information, "{mac}: session begun, firmware {firmware}, battery {battery} %")]
    public partial void SessionBegun(string mac, string? firmware, int? battery);

    [LoggerMessage(6, LogLevel.Information, "{mac}: {count} measurement(s) archived")]
    public partial void Archived(string mac, int count);

    [LoggerMessage(7, LogLevel.Warning, "{mac}: a measurement was kept raw, but could not be read: {problem}")]
    public partial void Undecoded(string mac, string problem);

    [LoggerMessage(8, LogLevel.Information, "{address}: '{kind}' was never learned; it was kept raw and answered with status 0")]
    public partial void NeverLearned(string address, string kind);

    [LoggerMessage(9, LogLevel.Information, "{address}: '{kind}' names an unknown session; it was kept, and the scale is told to begin anew")]
    public partial void UnknownSession(string address, string kind);

    [LoggerMessage(10, LogLevel.Error, "{address}: '{kind}' could not be stored, so the scale was told to keep it: {reason}")]
    public partial void NotStored(string address, string kind, string reason);

    [LoggerMessage(11, LogLevel.Information, "{address}: not HTTP as it should be, refused: {rule}")]
    public partial void Refused(string address, string rule);

    [LoggerMessage(12, LogLevel.Debug, "{address}: connection lost: {reason}")]
    public partial void Lost(string address, string reason);

    [LoggerMessage(13, LogLevel.Error, "{address}: connection ended by a fault of ours; please report it")]
    public partial void Fault(string address, Exception exception);

    [LoggerMessage(14, LogLevel.Information, "{mac}: its secret is known from now on, so every session gets a fresh token")]
    public partial void SecretLearned(string mac);

    [LoggerMessage(15, LogLevel.Debug, "{address}: {target} is no scale's request, answered 404")]
    public partial void NotFound(string address, string target);
}
