using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

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

    /// <summary>A request within a session was kept.</summary>
    public void Took(string who, string kind, KeptTurn kept, string? problem, bool unknownSession, bool neverLearned)
    {
        if (kept.Measurements.Count > 0)
        {
            Archived(who, kept.Measurements.Count);
        }

        if (problem is not null)
        {
            Undecoded(who, problem);
        }

        if (unknownSession)
        {
            UnknownSession(who, kind);
        }
        else if (neverLearned && kept.Measurements.Count == 0)
        {
            NeverLearned(who, kind);
        }

        if (kept.Learned is not null)
        {
            SecretLearned(who);
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

    /// <summary>Once for each scale, as for an unknown one.</summary>
    public void IncompleteScale(Profile profile)
    {
        if (!_said.TryGet(profile.Mac, out _))
        {
            _said.Set(profile.Mac, profile.Mac);
            Incomplete(profile.Mac, string.Join(", and ", profile.Missing()));
        }
    }

    public void SessionBegun(ScaleSession session) => Begun(session.Mac, session.Firmware is { } firmware ? Printable.Of(firmware) : "unknown", session.Battery);

    public void NeverLearned(string address, string kind) => Unlearned(address, Printable.Of(kind));

    public void UnknownSession(string address, string kind) => NoSession(address, Printable.Of(kind));

    public void NotStored(string address, string what, string reason) => Unstored(address, Printable.Of(what), reason);

    /// <param name="address">Who asked.</param>
    /// <param name="target">What for; its query may hold anything, so it is left out.</param>
    public void NotFound(string address, string target) => NoEndpoint(address, Printable.Of(target.Split('?')[0]));

    [LoggerMessage(1, LogLevel.Debug, "{mac}: profile taken up")]
    private partial void Ready(string mac);

    [LoggerMessage(2, LogLevel.Warning, "{mac}: {note}")]
    private partial void Trimmed(string mac, string note);

    [LoggerMessage(3, LogLevel.Warning, "{mac}: this scale is unknown, so it was refused and keeps its weights; run `scaleproxy learn`, or `scaleproxy import` with a capture of it")]
    private partial void Unknown(string mac);

    [LoggerMessage(4, LogLevel.Warning, "{mac}: wrong hash from {address}; the session was refused. If this is your scale, import a capture with its maintenance upload")]
    public partial void WrongHash(string mac, string address);

    [LoggerMessage(5, LogLevel.Debug, "{mac}: session begun, firmware {firmware}, battery {battery} %")]
    private partial void Begun(string mac, string firmware, int? battery);

    [LoggerMessage(6, LogLevel.Information, "{mac}: {count} measurement(s) archived")]
    public partial void Archived(string mac, int count);

    [LoggerMessage(7, LogLevel.Warning, "{mac}: a measurement was kept raw, but could not be read: {problem}")]
    public partial void Undecoded(string mac, string problem);

    [LoggerMessage(8, LogLevel.Information, "{address}: '{kind}' was never learned; it was kept raw and answered with status 0")]
    private partial void Unlearned(string address, string kind);

    [LoggerMessage(9, LogLevel.Information, "{address}: '{kind}' names an unknown session; it was kept, and the scale is told to begin anew")]
    private partial void NoSession(string address, string kind);

    [LoggerMessage(10, LogLevel.Error, "{address}: '{kind}' could not be stored, so the scale was told to keep it: {reason}")]
    private partial void Unstored(string address, string kind, string reason);

    [LoggerMessage(11, LogLevel.Information, "{address}: not HTTP as it should be, refused: {rule}")]
    public partial void Refused(string address, string rule);

    [LoggerMessage(12, LogLevel.Debug, "{address}: connection lost: {reason}")]
    public partial void Lost(string address, string reason);

    [LoggerMessage(13, LogLevel.Error, "{address}: connection ended by a fault of ours; please report it")]
    public partial void Fault(string address, Exception exception);

    [LoggerMessage(14, LogLevel.Information, "{mac}: its secret is known from now on, so every session gets a fresh token")]
    public partial void SecretLearned(string mac);

    [LoggerMessage(15, LogLevel.Debug, "{address}: {target} is no scale's request, answered 404")]
    private partial void NoEndpoint(string address, string target);

    [LoggerMessage(16, LogLevel.Warning, "{mac}: this scale cannot be answered yet, so it was refused and keeps its weights: {missing} is missing; import a capture that has it")]
    private partial void Incomplete(string mac, string missing);

    [LoggerMessage(17, LogLevel.Error, "{mac}: the archive's profile of it cannot be used: {reason}")]
    public partial void Damaged(string mac, string reason);

    [LoggerMessage(18, LogLevel.Error, "{address}: no connection can be accepted at the moment: {reason}")]
    public partial void CannotAccept(string address, string reason);
}
