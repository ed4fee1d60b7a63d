using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Replies;

/// <summary>Whether a reply is one that a scale's firmware can read at all, whatever it says.</summary>
internal static class ReplyFitness
{
    /// <summary>What a scale could not take about a reply; null where it can. Nothing of the body is repeated, as it may hold a token.</summary>
    /// <param name="kind">The kind of request it answers.</param>
    /// <param name="reply">The reply.</param>
    public static string? ProblemOf(string kind, WireMessage reply)
    {
        ReadOnlySpan<byte> body = reply.Body.Span;
        if (reply.StatusCode != 200)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it was answered with HTTP {reply.StatusCode}, and a scale takes 200 alone");
        }

        if (reply.Framing is Framing.None or Framing.UntilClose)
        {
            return "the reply has neither a Content-Length nor chunks, so to a scale it is never whole";
        }

        if (ScaleLimits.BodyOf(kind) is { } limit && body.Length > limit)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the reply's body has {body.Length} bytes, and a scale takes {limit} at most");
        }

        // The document itself comes first, its first member second.
        IReadOnlyList<JsonPlace> places = JsonPlaces.Find(body);
        return places.Count == 0 ? "the reply's body is not JSON"
            : ReplyFields.StatusOf(body) is null ? "the reply's body has no status"
            : places[1].Path != "status" ? "the reply's body does not begin with its status, which a scale reads first"
            : null;
    }

    /// <summary>A token that a scale can keep; null where it is missing, or longer.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="path"><c>body.once</c> or <c>body.sessionid</c>.</param>
    public static string? TokenOf(ReadOnlySpan<byte> body, string path) =>
        ReplyFields.TextOf(body, path) is { Length: > 0 and <= ScaleLimits.Token } token ? token : null;
}
