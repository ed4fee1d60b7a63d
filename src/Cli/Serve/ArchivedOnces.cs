using System.Net;
using ScaleProxy.Archive;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Cli.Serve;

/// <summary>The once tokens in an archive that several processes share.</summary>
/// <param name="archive">The archive.</param>
/// <param name="clock">The time.</param>
internal sealed class ArchivedOnces(ScaleArchive archive, TimeProvider clock) : ISharedOnces
{
    /// <inheritdoc/>
    public async ValueTask AddAsync(IPAddress address, string token) =>
        await WriteAsync(new ArchiveEntry { GivenOnce = new GivenOnce(address.ToString(), token, clock.GetUtcNow()) });

    /// <inheritdoc/>
    public async ValueTask<bool> TryUseAsync(IPAddress address, TimeSpan lifetime, int max, Predicate<string> proves)
    {
        foreach (GivenOnce given in Newest(address, lifetime, max))
        {
            if (proves(given.Once))
            {
                // Of two that use it at the same moment, one finds it gone.
                return (await WriteAsync(new ArchiveEntry { UsedOnce = given })).OnceUsed;
            }
        }

        return false;
    }

    private IReadOnlyList<GivenOnce> Newest(IPAddress address, TimeSpan lifetime, int max)
    {
        try
        {
            return archive.GivenOnces(address.ToString(), clock.GetUtcNow() - lifetime, max);
        }
        catch (ArchiveException e)
        {
            throw new KeepException(e.Message, e);
        }
    }

    private async ValueTask<EntryOutcome> WriteAsync(ArchiveEntry entry)
    {
        try
        {
            return await archive.WriteAsync(entry, CancellationToken.None);
        }
        catch (ArchiveException e)
        {
            throw new KeepException(e.Message, e);
        }
    }
}
