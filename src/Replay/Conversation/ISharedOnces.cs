using System.Net;

namespace ScaleProxy.Replay.Conversation;

/// <summary>
/// The once tokens that were given, where several processes answer the same scales: a scale may be given its token by one
/// and open its session with another. Each may throw a <see cref="KeepException"/>.
/// </summary>
public interface ISharedOnces
{
    /// <summary>Notes that a token was given; done when every process can see it.</summary>
    /// <param name="address">Whom to.</param>
    /// <param name="token">The token.</param>
    ValueTask AddAsync(IPAddress address, string token);

    /// <summary>Uses up the newest token given to an address for which the proof holds.</summary>
    /// <param name="address">Where the scale speaks from.</param>
    /// <param name="lifetime">How long ago it may have been given.</param>
    /// <param name="max">How many of the newest are tried.</param>
    /// <param name="proves">Whether what the scale sent proves it for a token.</param>
    ValueTask<bool> TryUseAsync(IPAddress address, TimeSpan lifetime, int max, Predicate<string> proves);
}
