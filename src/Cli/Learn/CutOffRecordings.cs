using ScaleProxy.Archive;
using ScaleProxy.Cli.Show;

namespace ScaleProxy.Cli.Learn;

/// <summary>Says what an earlier <c>learn</c> that ended without warning may have lost. Once: what was said is forgotten.</summary>
internal static class CutOffRecordings
{
    private const int MaxNamed = 10;

    /// <summary>Says it, before anything new is recorded.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="lease">The right to it: whoever recorded before has ended.</param>
    /// <param name="log">Where to.</param>
    /// <param name="who">What this command calls itself in the lease.</param>
    public static async Task TellAsync(ScaleArchive archive, ArchiveLease lease, LearnLog log, string who)
    {
        if (archive.IsShared)
        {
            // Those that are open may be another process's, which goes on.
            return;
        }

        IReadOnlyList<StoredRecording> cutOff = archive.OpenRecordings();
        foreach (StoredRecording recording in cutOff.Take(MaxNamed))
        {
            log.CutOff(recording.Id, MomentText.Of(recording.StartedAt));
        }

        if (cutOff.Count > MaxNamed)
        {
            log.MoreCutOff(cutOff.Count - MaxNamed);
        }

        if (cutOff.Count > 0)
        {
            await archive.WriteAsync(new ArchiveEntry { CutOffRecordings = [.. cutOff.Select(recording => recording.Id)] }, CancellationToken.None);
        }
        else if (lease.Predecessor is { } predecessor && predecessor.StartsWith(who, StringComparison.Ordinal))
        {
            // Between conversations, or in the first exchange of one, no recording is open.
            log.EndedWithoutWarning(predecessor);
        }
    }
}
