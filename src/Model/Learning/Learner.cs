using System.Text;
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

    private readonly Dictionary<string, Profile> _profiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly BoundedMemory<SeenSession> _sessions = new(MaxRemembered);
    private readonly BoundedMemory<SeenOnce> _onces = new(MaxRemembered);

    private sealed record SeenSession(string Mac, int? Battery, string? Firmware);

    private sealed record SeenOnce(string? Token, LearnedReply? Reply);

    /// <summary>Begins with what is known already.</summary>
    /// <param name="known">Profiles as they were archived.</param>
    public Learner(IEnumerable<Profile> known)
    {
        foreach (Profile profile in known)
        {
            _profiles[profile.Mac] = profile;
        }
    }

    /// <summary>Every scale known by now.</summary>
    public IReadOnlyCollection<Profile> Profiles => _profiles.Values;

    /// <summary>The profile of a scale; null where it is unknown.</summary>
    /// <param name="mac">Lower case with colons.</param>
    public Profile? Find(string mac) => _profiles.GetValueOrDefault(mac);

    /// <summary>Gives the profiles that changed since this was last asked.</summary>
    public IReadOnlyList<Profile> TakeChanged()
    {
        List<Profile> changed = [.. _changed.Select(mac => _profiles[mac])];
        _changed.Clear();
        return changed;
    }

    /// <summary>Learns from one exchange.</summary>
    /// <param name="client">The client's address and port, or empty where the source shows none.</param>
    /// <param name="exchange">The exchange.</param>
    public Sighting Observe(string client, Exchange exchange)
    {
        var request = new ScaleRequest(exchange.Request);
        LearnedReply? reply = ReplyOf(request.Kind, exchange);
        if (RequestKind.IsOnce(request.Kind))
        {
            return ObserveOnce(client, request, reply);
        }

        if (request.Kind == RequestKind.SessionNew)
        {
            return ObserveSession(client, request, reply, exchange);
        }

        SeenSession? session = request.SessionId is { } id ? _sessions.Find(id) : null;
        string? mac = request.Mac ?? session?.Mac;
        DecodedMeasurements decoded = exchange.Request.Truncated
            ? new DecodedMeasurements([], MeasurementDecoder.HasMeasurements(request) ? "the request is cut short" : null)
            : MeasurementDecoder.Decode(request, mac);
        if (mac is not null)
        {
            Change(mac, profile => Merge(profile, exchange, reply) with { Secret = SecretIn(request, mac) ?? profile.Secret });
        }

        return new Sighting
        {
            Kind = request.Kind,
            Mac = mac,
            SessionId = request.SessionId,
            Battery = session?.Battery,
            Firmware = session?.Firmware,
            Measurements = decoded.Measurements,
            Problem = decoded.Problem,
        };
    }

    private Sighting ObserveOnce(string client, ScaleRequest request, LearnedReply? reply)
    {
        // Whose once it is shows only in the session that follows; until then it waits under its client.
        string? token = reply is null ? null : ReplyFields.TextOf(BodyOf(reply), "body.once");
        var seen = new SeenOnce(token, reply);
        _onces.Set(client, seen);
        _onces.Set(HostOf(client), seen);
        return new Sighting { Kind = request.Kind };
    }

    private Sighting ObserveSession(string client, ScaleRequest request, LearnedReply? reply, Exchange exchange)
    {
        string? mac = request.Mac;
        if (mac is null)
        {
            return new Sighting { Kind = request.Kind, Problem = "a session begins without the address of a scale" };
        }

        int? battery = (int?)request.Fields.Integer("batterylvl"u8);
        string? firmware = request.Fields.Text("currentfw"u8);
        ReadOnlySpan<byte> body = reply is null ? default : BodyOf(reply);
        string? sessionId = reply?.Status == 0 ? ReplyFields.TextOf(body, "body.sessionid") : null;
        if (sessionId is not null)
        {
            _sessions.Set(sessionId, new SeenSession(mac, battery, firmware));
        }

        SeenOnce? once = _onces.Find(client) ?? _onces.Find(HostOf(client));
        Change(mac, profile =>
        {
            Profile merged = Merge(profile, exchange, reply);
            bool newest = exchange.StartedAt >= profile.LastSeen;
            merged = merged with
            {
                Battery = newest ? battery ?? profile.Battery : profile.Battery ?? battery,
                Firmware = newest ? firmware ?? profile.Firmware : profile.Firmware ?? firmware,
                ManufacturerId = (int?)request.Fields.Integer("mfgid"u8) ?? profile.ManufacturerId,
            };
            merged = once?.Reply is { } onceReply ? WithReply(merged, onceReply) : merged;
            // A hash that the vendor refused proves nothing.
            return reply?.Status == 0 && once?.Token is { } token && request.Fields.Text("hash"u8) is { Length: HandshakeHash.Length } hash
                ? WithHandshake(merged, new Handshake(token, hash.ToLowerInvariant(), exchange.StartedAt))
                : merged;
        });

        return new Sighting
        {
            Kind = request.Kind,
            Mac = mac,
            SessionId = sessionId,
            Battery = battery,
            Firmware = firmware,
            Users = reply is null ? [] : ReplyFields.UsersOf(BodyOf(reply)),
        };
    }

    // Only what the vendor said well is worth saying again: whole replies of HTTP status 200.
    private static LearnedReply? ReplyOf(string kind, Exchange exchange) =>
        exchange.Response is { Truncated: false, StatusCode: 200 } response
            ? new LearnedReply(kind, ReplyFields.StatusOf(response.Body.Span), response.Raw, exchange.StartedAt)
            : null;

    private static ReadOnlySpan<byte> BodyOf(LearnedReply reply) => reply.Message().Body.Span;

    private static string? SecretIn(ScaleRequest request, string mac)
    {
        if (request.Kind != RequestKind.MaintStore || !request.Fields.TryGet("data"u8, out ReadOnlySpan<byte> data))
        {
            return null;
        }

        MaintenanceBlob? blob = MaintenanceBlob.TryParseHex(data);
        return blob is not null && (blob.Mac ?? mac) == mac ? blob.Secret : null;
    }

    private static string HostOf(string client)
    {
        int colon = client.LastIndexOf(':');
        return colon < 0 ? client : client[..colon];
    }

    private void Change(string mac, Func<Profile, Profile> change)
    {
        Profile? before = _profiles.GetValueOrDefault(mac);
        Profile after = change(before ?? new Profile { Mac = mac });
        _profiles[mac] = after;
        if (after != before)
        {
            _changed.Add(mac);
        }
    }

    private static Profile Merge(Profile profile, Exchange exchange, LearnedReply? reply)
    {
        DateTimeOffset at = exchange.StartedAt;
        bool timed = at > DateTimeOffset.UnixEpoch;
        Profile merged = profile with
        {
            FirstSeen = timed && (profile.FirstSeen <= DateTimeOffset.UnixEpoch || at < profile.FirstSeen) ? at : profile.FirstSeen,
            LastSeen = timed && at > profile.LastSeen ? at : profile.LastSeen,
        };
        return reply is null ? merged : WithReply(merged, reply);
    }

    private static Profile WithReply(Profile profile, LearnedReply reply)
    {
        var replies = new List<LearnedReply>(profile.Replies);
        int at = replies.FindIndex(known => known.Kind == reply.Kind && known.Status == reply.Status);
        if (at < 0)
        {
            return profile with { Replies = [.. replies, reply] };
        }

        if (reply.SeenAt < replies[at].SeenAt || (reply.SeenAt == replies[at].SeenAt && reply.Raw.Span.SequenceEqual(replies[at].Raw.Span)))
        {
            return profile;
        }

        replies[at] = reply;
        return profile with { Replies = replies };
    }

    private static Profile WithHandshake(Profile profile, Handshake handshake)
    {
        var handshakes = new List<Handshake>(profile.Handshakes);
        int at = handshakes.FindIndex(known => known.Once == handshake.Once && known.Md5 == handshake.Md5);
        if (at >= 0)
        {
            return profile;
        }

        handshakes.Add(handshake);
        handshakes.Sort((a, b) => a.SeenAt.CompareTo(b.SeenAt));
        if (handshakes.Count > MaxHandshakes)
        {
            handshakes.RemoveAt(0);
        }

        return profile with { Handshakes = handshakes };
    }
}
