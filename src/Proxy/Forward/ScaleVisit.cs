using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// A conversation with the vendor in a scale's name, without any I/O:
/// <code>
///   once ──► session new ──► (measure store | maint store) × n ──► session delete
/// </code>
/// What is said is what the scale itself said last, with what must be new put in its place.
/// </summary>
/// <param name="scale">In whose name.</param>
internal sealed class ScaleVisit(ForwardedScale scale)
{
    // No more is looked for than a scale could hold.
    private const int MaxPeople = ScaleLimits.UsersHeld;

    // Where nothing is known of the battery.
    private const int UsualBattery = 100;

    private readonly Dictionary<long, long> _lastWeighed = [];

    /// <summary>The session's id, once the vendor has given one; a token.</summary>
    public string Session { get; private set; } = string.Empty;

    /// <summary>The first request.</summary>
    public static ScalePost Begin() => ScaleWriter.Once();

    /// <summary>The second request: who the scale is.</summary>
    /// <param name="reply">The reply to the first.</param>
    /// <exception cref="VendorFaultException">There is no token in it.</exception>
    public ScalePost Prove(WireMessage reply)
    {
        string once = Token(reply, "body.once");
        string hash = HandshakeHash.Compute(scale.Mac, scale.Secret, once);
        return (scale.LastSession is { } recorded ? ScalePost.Again(recorded, "hash", hash) : null)
            ?? ScaleWriter.NewSession(scale.Mac, hash, scale.ManufacturerId ?? ScaleWriter.UsualManufacturer, scale.Firmware ?? ScaleWriter.UsualFirmware, scale.Battery ?? UsualBattery);
    }

    /// <summary>Takes the reply to the second request.</summary>
    /// <exception cref="VendorFaultException">The vendor gives no session.</exception>
    public void Enter(WireMessage reply)
    {
        Session = Token(reply, "body.sessionid");
        ReadOnlySpan<byte> body = reply.Body.Span;
        for (int i = 0; i < MaxPeople; i++)
        {
            string person = string.Create(CultureInfo.InvariantCulture, $"body.sp.users[{i}]");
            if (Number(body, person + ".id") is { } id && Number(body, person + ".cr") is { } weighed)
            {
                _lastWeighed[id] = weighed;
            }
        }
    }

    /// <summary>When a person last weighed themselves, as the vendor says; null where it does not.</summary>
    /// <param name="user">The vendor's number for the person.</param>
    public long? LastWeighed(long user) => _lastWeighed.TryGetValue(user, out long weighed) ? weighed : null;

    /// <summary>The request that hands something on.</summary>
    /// <returns>Null where it cannot be made: what was recorded is none that a scale sends, and there is no measurement to write.</returns>
    public ScalePost? Post(Parcel parcel) =>
        (parcel.Recorded is { } recorded ? ScalePost.Again(recorded, "sessionid", Session) : null)
        ?? (parcel.Measurements is [var measurement] ? ScaleWriter.Measure(Session, measurement, parcel.Form) : null);

    /// <summary>The last request.</summary>
    public ScalePost Leave() => ScaleWriter.EndSession(Session);

    private static string Token(WireMessage reply, string path)
    {
        VendorAnswer answer = VendorAnswer.Of(reply);
        if (answer.State != ParcelState.Sent)
        {
            throw new VendorFaultException(answer.Reason!);
        }

        // It goes into a form as it is.
        return ReplyFields.TextOf(reply.Body.Span, path) is { Length: > 0 and <= ScaleLimits.Token } token && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? token
            : throw new VendorFaultException($"the vendor's reply has no '{path}' that a scale could take");
    }

    private static long? Number(ReadOnlySpan<byte> body, string path) =>
        long.TryParse(ReplyFields.TextOf(body, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
