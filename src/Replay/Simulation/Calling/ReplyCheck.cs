using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>What a scale's firmware insists on in any reply. A body may hold a token, so none is ever shown.</summary>
internal static class ReplyCheck
{
    /// <summary>Checks a reply.</summary>
    /// <param name="kind">The kind of request it answers.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>Its JSON status.</returns>
    /// <exception cref="SimulationException">A scale would not take it.</exception>
    public static int Check(string kind, WireMessage reply)
    {
        ReadOnlySpan<byte> body = reply.Body.Span;
        if (reply.StatusCode != 200)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"it was answered with HTTP {reply.StatusCode}, and a scale takes 200 alone"));
        }

        if (reply.Framing is Framing.None or Framing.UntilClose)
        {
            throw new SimulationException("the reply has neither a Content-Length nor chunks, so to a scale it is never whole");
        }

        if (ScaleLimits.BodyOf(kind) is { } limit && body.Length > limit)
        {
            throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"the reply's body has {body.Length} bytes, and a scale takes {limit} at most"));
        }

        // The document itself comes first, its first member second.
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        if (places.Count == 0)
        {
            throw new SimulationException("the reply's body is not JSON");
        }

        if (ReplyFields.StatusOf(body) is not { } status)
        {
            throw new SimulationException("the reply's body has no status");
        }

        if (places[1].Path != "status")
        {
            throw new SimulationException("the reply's body does not begin with its status, which a scale reads first");
        }

        return IsSuccess(kind, status) ? status
            : throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"it was answered with status {status}{MeaningOf(status)}"));
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="SimulationException">It is missing, or longer than a scale can keep.</exception>
    public static string Token(ReadOnlySpan<byte> body, string path) =>
        ReplyFields.TextOf(body, path) is { Length: > 0 and <= ScaleLimits.Token } token
            ? token
            : throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"'{path}' is not there, or longer than {ScaleLimits.Token} characters"));

    private static bool IsSuccess(string kind, int status) =>
        status == JsonStatus.Ok
        || (kind == RequestKind.AssociationRequest && status is JsonStatus.AssociationPending or JsonStatus.NotYetAssociated);

    private static string MeaningOf(int status) => status switch
    {
        JsonStatus.AuthenticationFailed => ": the scale's address and secret are not those that are known there",
        JsonStatus.SessionInvalid => ": its session is not known there",
        JsonStatus.UnspecifiedError => ": something went wrong there, and the scale keeps what it has",
        _ => ", and a scale takes 0",
    };
}
