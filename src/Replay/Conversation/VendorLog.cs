using Microsoft.Extensions.Logging;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>What <c>serve</c> tells its owner of the vendor. Of the vendor's replies it names fields, never what they say.</summary>
internal sealed partial class VendorLog(ILogger logger)
{
    /// <param name="who">The scale, or its address.</param>
    /// <param name="kind">What it asked for.</param>
    /// <param name="reason">What was wrong with the vendor.</param>
    public void TookOver(string who, string kind, string reason) => Alone(who, Printable.Of(kind), reason);

    /// <param name="mac">The scale.</param>
    /// <param name="kind">What it asked for.</param>
    /// <param name="what">What is new about the answer.</param>
    public void Drifted(string mac, string kind, string what) => Otherwise(mac, Printable.Of(kind), what);

    [LoggerMessage(30, LogLevel.Warning, "{who}: '{kind}' is not answered by the vendor ({reason}); the rest of this conversation is answered here")]
    private partial void Alone(string who, string kind, string reason);

    [LoggerMessage(31, LogLevel.Warning, "{mac}: the vendor answers '{kind}' otherwise than it was learned: {what}; the profile is renewed from it")]
    private partial void Otherwise(string mac, string kind, string what);
}
