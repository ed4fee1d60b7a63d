using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Replay.Replies;

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
        if (ReplyFitness.ProblemOf(kind, reply) is { } problem)
        {
            throw new SimulationException(problem);
        }

        int status = ReplyFields.StatusOf(reply.Body.Span)!.Value;
        return IsSuccess(kind, status) ? status
            : throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"it was answered with status {status}{MeaningOf(status)}"));
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="SimulationException">It is missing, or longer than a scale can keep.</exception>
    public static string Token(ReadOnlySpan<byte> body, string path) =>
        ReplyFitness.TokenOf(body, path)
            ?? throw new SimulationException(string.Create(CultureInfo.InvariantCulture, $"'{path}' is not there, or longer than {ScaleLimits.Token} characters"));

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
