using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Profiles;

/// <summary>A profile from elsewhere that was taken into the archive, and what of it was new there.</summary>
/// <param name="Profile">What is known of the scale now.</param>
/// <param name="IsNews">Anything of it was new.</param>
/// <param name="Replies">Replies that were not known, or are newer than those that were.</param>
/// <param name="Handshakes">Handshakes that were not known.</param>
/// <param name="Secret">The scale's secret is known now, or another one is believed.</param>
internal sealed record TakenProfile(Profile Profile, bool IsNews, int Replies, int Handshakes, bool Secret)
{
    /// <summary>Merges a profile with what the archive knows of that scale.</summary>
    /// <exception cref="ArchiveException">It could not be stored.</exception>
    public static async Task<TakenProfile> TakeAsync(ScaleArchive archive, Profile other)
    {
        Profile before = archive.FindProfile(other.Mac) ?? new Profile { Mac = other.Mac };
        Profile now = before.With(other);
        if (now != before)
        {
            await archive.WriteAsync(new ArchiveEntry { Profile = now, Users = UnknownPeople(archive, now) }, CancellationToken.None);
        }

        return new TakenProfile(
            now,
            now != before,
            now.Replies.Count(reply => !before.Replies.Contains(reply)),
            now.Handshakes.Count(handshake => !before.Handshakes.Contains(handshake)),
            now.Secret != before.Secret);
    }

    // What people are called is news only where the archive does not know them.
    private static ScaleUser[] UnknownPeople(ScaleArchive archive, Profile profile)
    {
        HashSet<long> known = [.. archive.Users().Select(static user => user.Id)];
        return [.. profile.Users().Where(user => known.Add(user.Id))];
    }
}
