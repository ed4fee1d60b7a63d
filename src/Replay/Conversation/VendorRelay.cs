using System.Net;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// Hands a scale's requests on to its vendor for as long as the vendor answers; its replies go back to the byte.
/// <code>
///   request ──► whose conversation? ── ours ─────────────────────────────► the responder answers
///                     │ the vendor's                                             ▲
///                     ▼                                                          │
///               1 ask the vendor ── no reply, or none that a scale takes ──► 4 take over
///                     │
///                     ▼
///               2 note its token or session, and where it says other things than it did
///                     │
///                     ▼
///               3 keep: on disk first ──► the scale
/// </code>
/// A conversation is the vendor's from a once that the vendor gave, through the session that the vendor opened, to its end. What
/// was taken over is ours from there on, whatever becomes of the vendor: its session goes on as one of ours, under the id that the
/// scale knows, and that id is never sent to the vendor again. A session of ours never goes there at all. So a session that this
/// process did not see the vendor open (it was begun before a restart, or with another process) is ours too.
/// </summary>
internal sealed class VendorRelay(
    IVendor vendor,
    Handshakes handshakes,
    OpenSessions sessions,
    KnownScales scales,
    TurnKeeper turns,
    DriftWatch drift,
    int maxSessions,
    TimeProvider clock,
    ServeLog log,
    VendorLog vendorLog)
{
    // By the session's id; the value is the same.
    private readonly BoundedMap<string, string> _vendorSessions = new(maxSessions);

    // Addresses whose last once was the vendor's: the session may be asked for on another connection.
    private readonly BoundedMap<IPAddress, string> _vendorOnces = new(OnceLedger.MaxAddresses);

    /// <summary>Whether a request is the vendor's to answer.</summary>
    public bool IsVendors(ScaleRequest request, ScaleConnection connection) =>
        RequestKind.IsOnce(request.Kind)
        || (request.Kind == RequestKind.SessionNew ? connection.IsVendors ?? _vendorOnces.TryGet(connection.Address, out _)
            : request.SessionId is { } id ? _vendorSessions.TryGet(id, out _)
            : connection.IsVendors == true);

    /// <summary>Has the vendor answer a request of <see cref="IsVendors"/> into <see cref="ScaleConnection.Reply"/>.</summary>
    public async ValueTask<RelayOutcome> AnswerAsync(ScaleRequest request, ScaleConnection connection)
    {
        // 1 ask
        DateTimeOffset asked = clock.GetUtcNow();
        connection.Line ??= vendor.Open(connection.Address.ToString());
        RelayedReply reply = await connection.Line.AskAsync(request.Message);
        if (reply.Message is not { } message || ProblemOf(request.Kind, message) is not null)
        {
            TakeOver(request, connection, reply.Failure ?? ProblemOf(request.Kind, reply.Message!)!);
            // A whole reply that does not say it was taken, of the vendor or of whoever stands before it, says that it was not.
            connection.InDoubt = reply.Message is { } said ? ReplyFields.StatusOf(said.Body.Span) == JsonStatus.Ok : reply.MayHaveArrived;
            return RelayOutcome.TakenOver;
        }

        connection.IsVendors = true;
        connection.BeginReply();
        var exchange = new Exchange(request.Message, [], message, asked, clock.GetUtcNow());
        KeptExchange kept = KeptOf(exchange, connection.Reply.WrittenSpan);
        connection.Reply.Append(reply.ForScale.Span);
        bool isKept = RequestKind.IsOnce(request.Kind) ? await KeepOnceAsync(request, connection, exchange, kept)
            : request.Kind == RequestKind.SessionNew ? await KeepSessionAsync(request, connection, exchange, kept)
            : await KeepWithinSessionAsync(request, connection, exchange, kept);
        return !isKept ? RelayOutcome.NotKept
            : message.KeepsAlive && request.Message.KeepsAlive ? RelayOutcome.Open
            : RelayOutcome.Closed;
    }

    private static string? ProblemOf(string kind, WireMessage reply) =>
        ReplyFitness.ProblemOf(kind, reply) ?? TokenProblemOf(kind, reply.Body.Span);

    // Without a token that the scale can keep, the conversation could not go on.
    private static string? TokenProblemOf(string kind, ReadOnlySpan<byte> body)
    {
        string? path = RequestKind.IsOnce(kind) ? "body.once" : kind == RequestKind.SessionNew ? "body.sessionid" : null;
        return path is null || ReplyFields.StatusOf(body) != JsonStatus.Ok || ReplyFitness.TokenOf(body, path) is not null
            ? null
            : $"the reply has no '{path}' that a scale can keep";
    }

    // 4
    private void TakeOver(ScaleRequest request, ScaleConnection connection, string reason)
    {
        connection.IsVendors = false;
        _vendorOnces.Remove(connection.Address);
        if (request.SessionId is { } id)
        {
            _vendorSessions.Remove(id);
        }

        vendorLog.TookOver(request.Mac ?? connection.Mac ?? connection.Address.ToString(), request.Kind, reason);
    }

    private async ValueTask<bool> KeepOnceAsync(ScaleRequest request, ScaleConnection connection, Exchange vendors, KeptExchange exchange)
    {
        WireMessage reply = vendors.Response!;
        if (ReplyFitness.TokenOf(reply.Body.Span, "body.once") is { } token)
        {
            connection.Once = token;
            _vendorOnces.Set(connection.Address, token);
            try
            {
                // Should the vendor be gone when the scale comes back with it, we check its hash ourselves.
                await handshakes.GiveAsync(connection.Address, token);
            }
            catch (KeepException e)
            {
                log.NotStored(connection.Address.ToString(), request.Kind, e.Message);
            }
        }

        drift.Notice(scales.Guess(connection.Address)?.Profile.Mac, request.Kind, reply);
        // It waits to be kept, and is learned from at once: the session may come on another connection.
        KeptExchange? before = connection.WaitInstead(exchange);
        return await turns.PostAsync(request, connection, new KeptTurn { Exchanges = before is null ? [] : [before], Mac = connection.Mac, Vendors = vendors });
    }

    private async ValueTask<bool> KeepSessionAsync(ScaleRequest request, ScaleConnection connection, Exchange vendors, KeptExchange exchange)
    {
        WireMessage reply = vendors.Response!;
        string? mac = request.Mac;
        string? id = ReplyFields.StatusOf(reply.Body.Span) == JsonStatus.Ok ? ReplyFitness.TokenOf(reply.Body.Span, "body.sessionid") : null;
        ScaleSession? session = id is null || mac is null ? null : OpenSessions.Begin(request, id, mac, connection, exchange.StartedAt);
        var turn = new KeptTurn
        {
            Exchanges = connection.WithWaiting(exchange),
            Mac = mac,
            Opened = session,
            Session = session,
            Vendors = vendors,
            Drifted = drift.Notice(mac, request.Kind, reply),
        };
        if (!await turns.PostAsync(request, connection, turn))
        {
            return false;
        }

        if (id is not null)
        {
            _vendorSessions.Set(id, id);
        }

        if (session is not null)
        {
            connection.Mac = mac;
            scales.SpokeFrom(connection.Address, session.Mac);
            sessions.Add(session);
            log.SessionBegun(session);
        }

        return true;
    }

    private async ValueTask<bool> KeepWithinSessionAsync(ScaleRequest request, ScaleConnection connection, Exchange vendors, KeptExchange exchange)
    {
        string? id = request.SessionId;
        ScaleSession? session = id is null ? null : sessions.Find(id);
        string? mac = request.Mac ?? session?.Mac ?? connection.Mac;
        bool ends = request.Kind == RequestKind.SessionDelete && id is not null;
        bool weighs = MeasurementDecoder.HasMeasurements(request);
        DecodedMeasurements decoded = MeasurementDecoder.Decode(request, mac);
        var turn = new KeptTurn
        {
            Exchanges = connection.WithWaiting(exchange),
            Mac = mac,
            Session = session,
            Closed = ends && session is not null ? id : null,
            Measurements = decoded.Measurements,
            Vendors = vendors,
            Drifted = drift.Notice(mac, request.Kind, vendors.Response!),
        };
        if (!await (ends && !weighs ? turns.PostAsync(request, connection, turn) : turns.KeepAsync(request, connection, turn)))
        {
            return false;
        }

        log.Took(mac ?? connection.Address.ToString(), request.Kind, turn, decoded.Problem, unknownSession: false, neverLearned: false);
        if (ends)
        {
            _vendorSessions.Remove(id!);
            sessions.Remove(id!);
        }

        return true;
    }

    // What is kept is what the vendor sent, as in `learn`; the scale's own copy may lack an offer of firmware.
    private static KeptExchange KeptOf(Exchange vendors, ReadOnlySpan<byte> before) =>
        new(vendors.Request.Raw, (byte[])[.. before, .. vendors.Response!.Raw.Span], vendors.StartedAt);
}
