using System.Globalization;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// Compares what the vendor says today with what was learned of it, which is what we would have said. Drift is a request or a
/// status that was never learned, and what <see cref="ReplyComparison.IsDrift"/> says. The owner is told once for each kind and day.
/// </summary>
internal sealed class DriftWatch(KnownScales scales, TimeProvider clock, VendorLog log)
{
    private const int MaxTold = 1024;
    private const int MaxNamed = 4;

    // The day on which it was told last, by scale and kind.
    private readonly BoundedMap<string, string> _told = new(MaxTold);

    /// <summary>Looks at a reply of the vendor.</summary>
    /// <param name="mac">The scale; null where it is unknown.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>Whether it drifted from what was learned.</returns>
    public bool Notice(string? mac, string kind, WireMessage reply)
    {
        if (mac is null || scales.Find(mac)?.Profile is not { } profile || DriftOf(profile, kind, reply) is not { } drift)
        {
            return false;
        }

        string day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string key = mac + " " + kind;
        if (!_told.TryGet(key, out string? told) || told != day)
        {
            _told.Set(key, day);
            log.Drifted(mac, kind, drift);
        }

        return true;
    }

    private static string? DriftOf(Profile profile, string kind, WireMessage reply)
    {
        int? status = ReplyFields.StatusOf(reply.Body.Span);
        bool knownKind = false;
        LearnedReply? learned = null;
        foreach (LearnedReply candidate in profile.Replies)
        {
            knownKind |= candidate.Kind == kind;
            learned = candidate.Kind == kind && candidate.Status == status ? candidate : learned;
        }

        if (learned is null)
        {
            return knownKind ? string.Create(CultureInfo.InvariantCulture, $"with status {status}, which is new") : "this request is new";
        }

        List<string> names = [.. ReplyComparison.Compare(learned.Message(), reply).Where(difference => ReplyComparison.IsDrift(kind, difference)).Select(difference => Printable.Of(difference.Name))];
        return names.Count == 0 ? null
            : names.Count <= MaxNamed ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxNamed))} and {names.Count - MaxNamed} more");
    }
}
