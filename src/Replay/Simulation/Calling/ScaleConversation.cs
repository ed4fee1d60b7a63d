using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>
/// One call of a scale from its first request to its last, without any I/O:
/// <code>
///   once ──► session new ──► [maint store] ──► [association] ──► measure store × n ──► [room] ──► session delete
/// </code>
/// <see cref="Calls"/> gives the next request, and may only be asked for another once the reply to it went into
/// <see cref="Take"/>: what is said next depends on it.
/// </summary>
/// <param name="scale">Who calls.</param>
/// <param name="plan">What for.</param>
/// <param name="now">The scale's clock when it calls.</param>
internal sealed class ScaleConversation(ScaleIdentity scale, ScalePlan plan, DateTimeOffset now)
{
    private string _once = string.Empty;
    private SessionGrant _session = new(string.Empty, [], null, 0, null);

    /// <summary>The requests in their order.</summary>
    public IEnumerable<ScaleCall> Calls()
    {
        yield return new ScaleCall(ScaleWriter.Once());
        yield return NewSession();

        var forms = new ScaleForms(scale, _session);
        if (plan.Maintenance)
        {
            yield return forms.Maintenance(now);
        }

        if (plan.Associate)
        {
            yield return forms.Association();
        }

        foreach (Weighing weighing in Weighings.Of(plan, _session.People, now.ToUnixTimeSeconds()))
        {
            yield return forms.Measure(weighing);
        }

        foreach (ScaleCall call in forms.Room(now))
        {
            yield return call;
        }

        yield return forms.Delete();
    }

    /// <summary>Takes the reply to a request.</summary>
    /// <exception cref="SimulationException">A scale would not take it.</exception>
    public ScaleStep Take(ScaleCall call, WireMessage reply)
    {
        int status = ReplyCheck.Check(call.Kind, reply);
        string understood = call.Kind switch
        {
            RequestKind.OnceGet => TakeOnce(reply.Body.Span),
            RequestKind.SessionNew => TakeSession(reply.Body),
            RequestKind.AssociationRequest => TakeAssociation(status, reply.Body.Span),
            _ => call.Says,
        };
        return new ScaleStep(call.Kind, reply.StatusCode, status, understood);
    }

    private ScaleCall NewSession()
    {
        string hash = HandshakeHash.Compute(scale.Mac, plan.WrongHash ? scale.Secret + "?" : scale.Secret, _once);
        return new ScaleCall(ScaleWriter.NewSession(scale.Mac, hash, scale.ManufacturerId, scale.Firmware.ToString(CultureInfo.InvariantCulture), scale.Battery));
    }

    private string TakeOnce(ReadOnlySpan<byte> body)
    {
        _once = ReplyCheck.Token(body, "body.once");
        return "a token to prove itself with";
    }

    private string TakeSession(ReadOnlyMemory<byte> body)
    {
        _session = SessionReader.Read(body);
        string people = _session.People.Count == 0 ? "knows nobody" : "knows " + string.Join(", ", _session.People.Select(person => DisplayText.Of(person.Name)));
        string firmware = _session.Firmware is { } address ? $"; is to install a firmware from {DisplayText.Of(address)}" : string.Empty;
        return people + ClockText(_session) + firmware;
    }

    private static string ClockText(SessionGrant session)
    {
        // What is beyond every calendar is nothing to set a clock to.
        if (session.Clock is not { } unix || unix < 0 || unix > uint.MaxValue || Math.Abs(session.Offset) > 86_400)
        {
            return "; is not told the time";
        }

        string local = DateTimeOffset.FromUnixTimeSeconds(unix + session.Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"; sets its clock to {local}";
    }

    // The code links a scale to whoever enters it, so it is not repeated.
    private static string TakeAssociation(int status, ReadOnlySpan<byte> body) =>
        status == JsonStatus.Ok ? "is linked to an account"
        : ReplyFields.TextOf(body, "body.blindcode") is { Length: > 0 } code ? string.Create(CultureInfo.InvariantCulture, $"is not linked yet, and shows a code of {code.Length} characters")
        : "is not linked yet";
}
