using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Learns scales from exchanges, wherever they come from. It is fed exchanges in the order they happened and keeps what
/// only hangs together over several: the once that a hash was made of, and whose session a request belongs to.
/// <code>
///   once ──► token, by client   ┐
///   session new ──► MAC, hash ──┴─► handshake, session → MAC
///   maint store ──► secret          anything ──► the vendor's reply, by kind and status
/// </code>
/// Not for use by several threads at once.
/// </summary>
public sealed class Learner
{
    /// <summary>Sessions, and clients, that are remembered at the same time; the oldest are forgotten first.</summary>
    public const int MaxRemembered = 4096;

    /// <summary>Handshakes kept of a scale; the newest stay.</summary>
    public const int MaxHandshakes = 64;

    /// <summary>Replies kept of a scale, one for each kind of request and JSON status; a further kind is not learned.</summary>
    public const int MaxReplies = 64;

    /// <summary>Bytes of a reply that is learned, head and all: nine times what a scale takes. A longer one is not learned.</summary>
    public const int MaxReplyBytes = 16 * 1024;

    /// <summary>Scales that are learned; of a further one nothing is kept.</summary>
    public const int MaxScales = 1024;

    // Four times what a scale can hold of a session id.
    private const int MaxSessionId = 128;

    private const string CutShort = "the request is cut short";

    private static readonly string s_tooManyScales = FormattableString.Invariant($"{MaxScales} scales are known, and no more are learned");

    private readonly Dictionary<string, GrowingProfile> _profiles = new(StringComparer.Ordinal);
    private readonly BoundedMemory<SeenSession> _sessions = new(MaxRemembered);
    private readonly BoundedMemory<SeenOnce> _onces = new(MaxRemembered);

    /// <summary>Begins with what is known already.</summary>
    /// <param name="known">Profiles as they were archived.</param>
    public Learner(IEnumerable<Profile> known)
    {
        foreach (Profile profile in known)
        {
            _profiles[profile.Mac] = new GrowingProfile(profile);
        }
    }

    /// <summary>Every scale known by now.</summary>
    public IReadOnlyCollection<Profile> Profiles => [.. _profiles.Values.Select(static profile => profile.ToProfile())];

    /// <summary>The profile of a scale; null where it is unknown.</summary>
    /// <param name="mac">Lower case with colons.</param>
    public Profile? Find(string mac) => _profiles.GetValueOrDefault(mac)?.ToProfile();

    /// <summary>Gives the profiles that changed since this was last asked.</summary>
    public IReadOnlyList<Profile> TakeChanged()
    {
        var changed = new List<Profile>();
        foreach (GrowingProfile profile in _profiles.Values)
        {
            if (profile.TakeNews())
            {
                changed.Add(profile.ToProfile());
            }
        }

        return changed;
    }

    /// <summary>Learns from one exchange.</summary>
    /// <param name="client">The client's address and port, or empty where the source shows none.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="recordedMac">The scale, as whoever recorded the exchange knew, for where it shows neither itself nor by its session; else null.</param>
    public Sighting Observe(string client, Exchange exchange, string? recordedMac = null)
    {
        var request = new ScaleRequest(exchange.Request);
        LearnedReply? reply = ReplyOf(request.Kind, exchange, out ReplyFacts said);
        if (RequestKind.IsOnce(request.Kind))
        {
            return ObserveOnce(client, request, reply, said.Once);
        }

        if (request.Kind == RequestKind.SessionNew)
        {
            return ObserveSession(client, request, reply, said, exchange);
        }

        string? sessionId = request.SessionId;
        SeenSession? session = sessionId is null ? null : _sessions.Find(sessionId);
        (string? uploadedMac, string? secret) = IdentityIn(request);
        string? mac = request.Mac ?? session?.Mac ?? uploadedMac ?? recordedMac;
        DecodedMeasurements decoded = exchange.Request.Truncated
            ? new DecodedMeasurements([], MeasurementDecoder.HasMeasurements(request) ? CutShort : null)
            : MeasurementDecoder.Decode(request, mac);
        string? problem = decoded.Problem;
        if (mac is not null)
        {
            GrowingProfile? profile = Learn(mac, exchange, reply);
            problem = profile is null ? s_tooManyScales : problem;
            if (secret is not null && (uploadedMac ?? mac) == mac)
            {
                profile?.Believe(secret);
            }

            if (session is null && sessionId is { Length: <= MaxSessionId } && !exchange.Request.Truncated)
            {
                // A conversation whose beginning was not seen: what follows in it need not name the scale again.
                _sessions.Set(sessionId, new SeenSession(mac, null, null));
            }
        }

        return new Sighting
        {
            Kind = request.Kind,
            Mac = mac,
            SessionId = sessionId,
            Battery = session?.Battery,
            Firmware = session?.Firmware,
            Measurements = decoded.Measurements,
            Problem = problem,
        };
    }

    private Sighting ObserveOnce(string client, ScaleRequest request, LearnedReply? reply, string? token)
    {
        // Whose once it is shows only in the session that follows; until then it waits under its client.
        var seen = new SeenOnce(token, reply);
        _onces.Set(client, seen);
        _onces.Set(HostOf(client), seen);
        return new Sighting { Kind = request.Kind };
    }

    private Sighting ObserveSession(string client, ScaleRequest request, LearnedReply? reply, in ReplyFacts said, Exchange exchange)
    {
        string? mac = request.Mac;
        if (mac is null)
        {
            return new Sighting { Kind = request.Kind, Problem = "a session begins without the address of a scale" };
        }

        if (exchange.Request.Truncated)
        {
            // Half a number is another number.
            return new Sighting { Kind = request.Kind, Mac = mac, Problem = Learn(mac, exchange, null) is null ? s_tooManyScales : CutShort };
        }

        int? battery = request.Fields.Integer32("batterylvl"u8);
        int? manufacturer = request.Fields.Integer32("mfgid"u8);
        string? firmware = request.Fields.Text("currentfw"u8);
        bool accepted = reply?.Status == JsonStatus.Ok;
        string? sessionId = accepted ? said.SessionId : null;
        if (sessionId is { Length: <= MaxSessionId })
        {
            _sessions.Set(sessionId, new SeenSession(mac, battery, firmware));
        }

        // A hash that the vendor refused proves nothing.
        SeenOnce? once = OnceFor(client);
        Handshake? handshake = accepted && once?.Token is { } token && request.Fields.Text("hash"u8) is { } hash && HandshakeHash.IsOne(hash)
            ? new Handshake(token, hash.ToLowerInvariant(), exchange.StartedAt)
            : null;
        GrowingProfile? profile = Learn(mac, exchange, reply);
        profile?.Identify(exchange.StartedAt, manufacturer, firmware, battery);
        if (once?.Reply is { } onceReply)
        {
            profile?.Add(onceReply);
        }

        if (handshake is not null)
        {
            profile?.Add(handshake);
        }

        if (once is not null && accepted)
        {
            once.Use();
        }

        return new Sighting
        {
            Kind = request.Kind,
            Mac = mac,
            SessionId = sessionId,
            Battery = battery,
            Firmware = firmware,
            Users = said.Users,
            Problem = profile is null ? s_tooManyScales : null,
        };
    }

    // Only what the vendor said well is worth saying again: whole replies of HTTP status 200 to whole requests. One to
    // HEAD has the head of a body that does not come.
    private static LearnedReply? ReplyOf(string kind, Exchange exchange, out ReplyFacts said)
    {
        if (exchange is not { Request.Truncated: false, Response: { Truncated: false, StatusCode: 200, Raw.Length: <= MaxReplyBytes } response }
            || exchange.Request.Method.SequenceEqual("HEAD"u8))
        {
            said = ReplyFacts.None;
            return null;
        }

        said = ReplyFacts.Of(response.Body.Span);
        return new LearnedReply(kind, said.Status, response.Raw, exchange.StartedAt);
    }

    // The scale's own dump is type 1; traces and libraries come by the same request.
    private static (string? Mac, string? Secret) IdentityIn(ScaleRequest request)
    {
        if (request.Kind != RequestKind.MaintStore || request.Fields.Integer("type"u8) is not (null or 1) || !request.Fields.TryGet("data"u8, out ReadOnlySpan<byte> data))
        {
            return default;
        }

        // The cut of a capture may go through a digit pair; the records before it are whole.
        int whole = request.Message.Truncated ? data.Length & ~1 : data.Length;
        return MaintenanceBlob.IdentityIn(data[..whole]);
    }

    // The client's own once; else the newest of its host, for a scale may open a connection for each request. A once is
    // for one session: an old one, of a port that is used again, must not come before the host's new one.
    private SeenOnce? OnceFor(string client) =>
        _onces.Find(client) is { IsUsed: false } own ? own
        : _onces.Find(HostOf(client)) is { IsUsed: false } newest ? newest
        : null;

    private static ReadOnlySpan<char> HostOf(string client)
    {
        int colon = client.LastIndexOf(':');
        return colon < 0 ? client : client.AsSpan(0, colon);
    }

    // What every exchange tells of its scale; null where no more scales are learned.
    private GrowingProfile? Learn(string mac, Exchange exchange, LearnedReply? reply)
    {
        if (!_profiles.TryGetValue(mac, out GrowingProfile? profile))
        {
            if (_profiles.Count >= MaxScales)
            {
                return null;
            }

            _profiles[mac] = profile = new GrowingProfile(new Profile { Mac = mac });
        }

        profile.SeenAt(exchange.StartedAt);
        if (reply is not null)
        {
            profile.Add(reply);
        }

        return profile;
    }

    private sealed record SeenSession(string Mac, int? Battery, string? Firmware);

    private sealed class SeenOnce(string? token, LearnedReply? reply)
    {
        public string? Token { get; private set; } = token;

        public LearnedReply? Reply { get; private set; } = reply;

        public bool IsUsed { get; private set; }

        // It is remembered for a long time that it was used; what it was is not needed any more.
        public void Use()
        {
            IsUsed = true;
            Token = null;
            Reply = null;
        }
    }
}
