using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Learn;

/// <summary>
/// What of the profiles was handed to the archive, so that it is handed what is new and no more: a profile holds up to
/// 64 replies, and each exchange changes one of them.
/// </summary>
/// <param name="archived">What the archive has.</param>
internal sealed class ProfileLedger(IEnumerable<Profile> archived)
{
    private readonly Dictionary<string, Profile> _handed = archived.ToDictionary(profile => profile.Mac, StringComparer.Ordinal);

    /// <summary>Gives what is to be stored now, and takes it as stored.</summary>
    /// <param name="now">The profile as it is.</param>
    /// <param name="all">
    /// Also that what is known was seen again: newer replies of the same kinds, and when. It can wait for the end of a
    /// conversation; what was not known before goes to the disk with the exchange that showed it.
    /// </param>
    /// <returns>A profile to merge with the stored one; null where there is nothing to store.</returns>
    public Profile? TakeNews(Profile now, bool all)
    {
        if (!_handed.TryGetValue(now.Mac, out Profile? before))
        {
            _handed[now.Mac] = now;
            return now;
        }

        if (ReferenceEquals(before, now) || !(all || IsNews(before, now)))
        {
            return null;
        }

        _handed[now.Mac] = now;
        return now with
        {
            Handshakes = ReferenceEquals(before.Handshakes, now.Handshakes) ? [] : [.. now.Handshakes.Except(before.Handshakes)],
            Replies = [.. now.Replies.Except(before.Replies)],
        };
    }

    /// <summary>Something of it could not be stored: all of it is handed over the next time.</summary>
    public void Forget(string mac) => _handed.Remove(mac);

    private static bool IsNews(Profile before, Profile now) =>
        before.Secret != now.Secret
        || before.Firmware != now.Firmware
        || before.Battery != now.Battery
        || before.ManufacturerId != now.ManufacturerId
        || before.Replies.Count != now.Replies.Count
        || !ReferenceEquals(before.Handshakes, now.Handshakes);
}
