using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Verify;

/// <summary>Finds in the recordings of a scale the requests that the learned replies answer.</summary>
internal static class LearnedRequests
{
    // A kind that the scale has not sent in so many conversations is not worth reading years of them for.
    private const int MaxRecordings = 200;

    /// <summary>The newest request of each kind that a reply was learned for, in the order of a conversation.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="profile">The scale.</param>
    public static IReadOnlyList<ScaleRequest> Of(ScaleArchive archive, Profile profile)
    {
        var wanted = profile.Replies.Select(reply => reply.Kind).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, ScaleRequest>(StringComparer.Ordinal);
        foreach (long recording in archive.NewestRecordings(profile.Mac, MaxRecordings))
        {
            if (found.Count == wanted.Count)
            {
                break;
            }

            foreach (RecordedExchange exchange in archive.Exchanges(recording))
            {
                if (ReadExchange.From(exchange).Request is { Truncated: false } message && new ScaleRequest(message) is var request && wanted.Contains(request.Kind))
                {
                    found.TryAdd(request.Kind, request);
                }
            }
        }

        // A once on a connection of its own is recorded without its scale; they are all alike.
        if (wanted.Contains(RequestKind.OnceGet) && !found.ContainsKey(RequestKind.OnceGet))
        {
            found[RequestKind.OnceGet] = new ScaleRequest(ScaleWriter.Once().ToMessage());
        }

        return [.. found.Values.OrderBy(request => PlaceOf(request.Kind))];
    }

    private static int PlaceOf(string kind) =>
        RequestKind.IsOnce(kind) ? 0 : kind == RequestKind.SessionNew ? 1 : kind == RequestKind.SessionDelete ? 3 : 2;
}
