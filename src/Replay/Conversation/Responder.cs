using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Replies;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// Answers a scale in its vendor's place.
/// <code>
///   request ──► 1 decide ──► 2 write the reply ──► 3 keep ──► the scale
///               which scale,  learned bytes,        on disk    hears status 0
///               which reply   fresh fields          first      only now
///                                                   └─ refused: the reply becomes "status 2555",
///                                                      and the scale keeps what it has
/// </code>
/// Used by any number of connections at once; each turn of one connection comes after the one before.
/// </summary>
internal sealed class Responder
{
    private readonly IScaleKeeper _keeper;
    private readonly TimeProvider _clock;
    private readonly ServeLog _log;
    private readonly ReplyClock _replyClock;
    private readonly Handshakes _handshakes;
    private readonly TokenSource _tokens = new();
    private readonly KnownScales _scales;
    private readonly OpenSessions _sessions;
    private readonly TurnKeeper _turns;
    private readonly VendorRelay? _relay;

    /// <param name="keeper">Where things are kept, and where profiles come from.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">What the owner is told.</param>
    /// <param name="relaying">The vendor to hand requests on to, and what the owner is told of it; null to answer alone.</param>
    public Responder(IScaleKeeper keeper, ServeOptions options, TimeProvider clock, ServeLog log, (IVendor Vendor, VendorLog Log)? relaying = null)
    {
        _keeper = keeper;
        _clock = clock;
        _log = log;
        _replyClock = new ReplyClock(clock, options.TimeZone);
        _handshakes = new Handshakes(keeper, clock);
        _scales = new KnownScales(keeper, log);
        _sessions = new OpenSessions(keeper, options.MaxSessionsRemembered);
        _turns = new TurnKeeper(log);
        _relay = relaying is { } to
            ? new VendorRelay(to.Vendor, _handshakes, _sessions, _scales, _turns, new DriftWatch(_scales, clock, to.Log), options.MaxSessionsRemembered, clock, log, to.Log)
            : null;
    }

    /// <summary>Answers one request into <see cref="ScaleConnection.Reply"/>.</summary>
    /// <returns>Whether the connection stays open.</returns>
    public ValueTask<bool> AnswerAsync(WireMessage message, ScaleConnection connection)
    {
        var request = new ScaleRequest(message);
        connection.InDoubt = false;
        if (!request.IsScale && !message.Method.SequenceEqual("POST"u8))
        {
            _log.NotFound(connection.Address.ToString(), message.TargetText);
            connection.BeginReply();
            HttpRefusal.Write(connection.Reply, 404, close: false);
            return new(message.KeepsAlive);
        }

        return _relay is not null && _relay.IsVendors(request, connection)
            ? OrRefuseAsync(request, connection, RelayAsync(_relay, request, connection))
            : AnswerAloneAsync(request, connection);
    }

    /// <summary>Keeps what still waits when a connection ends.</summary>
    public static ValueTask EndAsync(ScaleConnection connection) =>
        connection.TakeWaiting() is { } waiting
            ? connection.Kept.PostAsync(new KeptTurn { Exchanges = [waiting], Mac = connection.Mac })
            : ValueTask.CompletedTask;

    private async ValueTask<bool> RelayAsync(VendorRelay relay, ScaleRequest request, ScaleConnection connection) =>
        await relay.AnswerAsync(request, connection) switch
        {
            RelayOutcome.Open => true,
            RelayOutcome.Closed => false,
            RelayOutcome.NotKept => ReplyStatus(request, connection, _scales.Guess(connection.Address), JsonStatus.UnspecifiedError).KeepsAlive,
            _ => await AnswerAloneAsync(request, connection),
        };

    private ValueTask<bool> AnswerAloneAsync(ScaleRequest request, ScaleConnection connection) =>
        RequestKind.IsOnce(request.Kind) ? AnswerOnceAsync(request, connection)
            : OrRefuseAsync(request, connection, request.Kind == RequestKind.SessionNew ? AnswerSessionAsync(request, connection) : AnswerWithinSessionAsync(request, connection));

    // An archive that cannot be read is told like one that cannot be written to: the scale keeps what it has.
    private async ValueTask<bool> OrRefuseAsync(ScaleRequest request, ScaleConnection connection, ValueTask<bool> answer)
    {
        try
        {
            return await answer;
        }
        catch (KeepException e)
        {
            _log.NotStored(connection.Address.ToString(), request.Kind, e.Message);
            return ReplyStatus(request, connection, _scales.Guess(connection.Address), JsonStatus.UnspecifiedError).KeepsAlive;
        }
    }

    private ValueTask<bool> AnswerOnceAsync(ScaleRequest request, ScaleConnection connection)
    {
        ScaleAnswers? scale = _scales.Guess(connection.Address);
        string token = scale?.Profile is { Secret: null, Handshakes: [.., { } newest] } ? newest.Once : _tokens.Once();
        connection.Once = token;
        FreshFields fresh = _replyClock.Fresh(once: token);
        bool keepsAlive = Write(request, connection, scale, scale?.Learned(request.Kind) ?? scale?.Learned(RequestKind.OnceGet), fresh);
        KeptExchange? before = connection.CountRepeat(request.Message.Raw.Span) ? null : connection.Wait(ExchangeOf(request, connection, fresh.Now));
        ValueTask given = _handshakes.GiveAsync(connection.Address, token);
        return before is null && given.IsCompletedSuccessfully ? new(keepsAlive) : KeepOnceAsync(request, connection, given, before, keepsAlive);
    }

    private async ValueTask<bool> KeepOnceAsync(ScaleRequest request, ScaleConnection connection, ValueTask given, KeptExchange? waited, bool keepsAlive)
    {
        if (waited is not null)
        {
            await _turns.PostAsync(request, connection, new KeptTurn { Exchanges = [waited], Mac = connection.Mac });
        }

        try
        {
            await given;
        }
        catch (KeepException e)
        {
            // The scale will be refused a session with it, and try again later.
            _log.NotStored(connection.Address.ToString(), request.Kind, e.Message);
        }

        return keepsAlive;
    }

    private async ValueTask<bool> AnswerSessionAsync(ScaleRequest request, ScaleConnection connection)
    {
        string? mac = request.Mac;
        ScaleAnswers? scale = mac is null ? null : _scales.Find(mac);
        if (scale is null || !await _handshakes.IsProvenAsync(request, connection, scale.Profile))
        {
            if (scale is not null)
            {
                // Its next once is guessed right then: where several share an address, one may need its learned token.
                _scales.SpokeFrom(connection.Address, scale.Profile.Mac);
                _log.WrongHash(scale.Profile.Mac, connection.Address.ToString());
            }
            else
            {
                _log.UnknownScale(mac ?? connection.Address.ToString());
            }

            return await RefuseSessionAsync(request, connection, scale, mac);
        }

        if (scale.Learned(request.Kind) is not { } accepted)
        {
            _log.IncompleteScale(scale.Profile);
            return await RefuseSessionAsync(request, connection, scale, mac);
        }

        DateTimeOffset now = _clock.GetUtcNow();
        ScaleSession session = OpenSessions.Begin(request, _tokens.SessionId(now), scale.Profile.Mac, connection, now);
        FreshFields fresh = _replyClock.Fresh(sessionId: session.Id, lastWeights: _keeper.LastWeights(scale.Profile));
        Turn turn = Reply(request, connection, scale, accepted, fresh);
        connection.Mac = session.Mac;
        _scales.SpokeFrom(connection.Address, session.Mac);

        // Not waited for: the session is on disk before any measurement of it is, as they are kept in order.
        bool kept = await _turns.PostAsync(request, connection, new KeptTurn { Exchanges = connection.WithWaiting(turn.Exchange), Mac = session.Mac, Opened = session, Session = session });
        if (!kept)
        {
            return ReplyStatus(request, connection, scale, JsonStatus.UnspecifiedError).KeepsAlive;
        }

        _sessions.Add(session);
        _log.SessionBegun(session);
        return turn.KeepsAlive;
    }

    private async ValueTask<bool> RefuseSessionAsync(ScaleRequest request, ScaleConnection connection, ScaleAnswers? scale, string? mac)
    {
        Turn refusal = ReplyStatus(request, connection, scale, JsonStatus.AuthenticationFailed);
        await _turns.PostAsync(request, connection, new KeptTurn { Exchanges = connection.WithWaiting(refusal.Exchange), Mac = mac });
        return refusal.KeepsAlive;
    }

    private async ValueTask<bool> AnswerWithinSessionAsync(ScaleRequest request, ScaleConnection connection)
    {
        // 1 decide
        string? id = request.SessionId;
        ScaleSession? session = id is null ? null : _sessions.Find(id);
        string? mac = request.Mac ?? session?.Mac ?? connection.Mac;
        ScaleAnswers? scale = mac is null ? _scales.Guess(connection.Address) : _scales.Find(mac);
        bool weighs = MeasurementDecoder.HasMeasurements(request);
        // A weight of a scale that was never learned is not archived, so it must not hear that all is well either.
        bool unknownSession = (session is null && id is not null) || (scale is null && weighs);
        bool ends = request.Kind == RequestKind.SessionDelete && session is not null;
        DecodedMeasurements decoded = MeasurementDecoder.Decode(request, mac);

        // 2 write the reply
        Turn turn = unknownSession ? ReplyStatus(request, connection, scale, JsonStatus.SessionInvalid)
            : Reply(request, connection, scale, scale?.Learned(request.Kind), _replyClock.Fresh(sessionId: session?.Id));

        // 3 keep
        var kept = new KeptTurn
        {
            Exchanges = connection.WithWaiting(turn.Exchange),
            Kind = request.Kind,
            Mac = mac,
            Session = session,
            Closed = ends ? id : null,
            // A weight is archived for a scale that is known, whatever became of its session.
            Measurements = scale is null ? [] : decoded.Measurements,
            InDoubt = connection.InDoubt,
            Learned = session is null || scale is null ? null : ScaleProof.SecretShown(request, scale.Profile),
        };
        bool done = ends && !weighs ? await _turns.PostAsync(request, connection, kept) : await _turns.KeepAsync(request, connection, kept);
        if (!done)
        {
            return ReplyStatus(request, connection, scale, JsonStatus.UnspecifiedError).KeepsAlive;
        }

        _log.Took(mac ?? connection.Address.ToString(), request.Kind, kept, decoded.Problem, unknownSession, neverLearned: scale?.Learned(request.Kind) is null);
        if (ends)
        {
            _sessions.Remove(id!);
        }

        return turn.KeepsAlive;
    }

    private Turn ReplyStatus(ScaleRequest request, ScaleConnection connection, ScaleAnswers? scale, int status) =>
        Reply(request, connection, scale, (scale ?? _scales.Any())?.Status(status), _replyClock.Fresh());

    private Turn Reply(ScaleRequest request, ScaleConnection connection, ScaleAnswers? scale, ReplyTemplate? template, in FreshFields fresh)
    {
        bool keepsAlive = Write(request, connection, scale, template, fresh);
        return new Turn(ExchangeOf(request, connection, fresh.Now), keepsAlive);
    }

    // Writes the reply; says whether the connection stays open after it.
    private bool Write(ScaleRequest request, ScaleConnection connection, ScaleAnswers? scale, ReplyTemplate? template, in FreshFields fresh)
    {
        template ??= (scale ?? _scales.Any())?.Status(JsonStatus.Ok);
        connection.BeginReply();
        if (template is null)
        {
            HttpRefusal.Write(connection.Reply, 503, close: true);
            return false;
        }

        template.Write(connection.Reply, connection.Scratch, fresh);
        return !template.ClosesConnection && request.Message.KeepsAlive;
    }

    private static KeptExchange ExchangeOf(ScaleRequest request, ScaleConnection connection, DateTimeOffset at) =>
        new(request.Message.Raw, connection.Reply.WrittenMemory.ToArray(), at);

    private readonly record struct Turn(KeptExchange Exchange, bool KeepsAlive);
}
