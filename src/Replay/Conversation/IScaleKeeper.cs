using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>Where what scales say is kept, and where what was learned of them comes from. Called from many threads. Each may throw a <see cref="KeepException"/>: nothing can be answered then.</summary>
public interface IScaleKeeper
{
    /// <summary>What was learned of every scale, and everybody known. Each is the same as before until something changed, be it by another process.</summary>
    (IReadOnlyList<Profile> Profiles, KnownPeople People) Known();

    /// <summary>A session opened by this process or another one; null where it is unknown, or the scale has ended it.</summary>
    /// <param name="id">The id that the scale names.</param>
    ScaleSession? FindSession(string id);

    /// <summary>The newest weights of the people that the scale is told of, each by the number of its <see cref="RosterEntry.UserId"/>.</summary>
    /// <param name="profile">The scale.</param>
    IReadOnlyList<LastWeight> LastWeights(Profile profile);

    /// <summary>The once tokens, where other processes answer too; null where this one is alone and may remember them itself.</summary>
    ISharedOnces? SharedOnces => null;

    /// <summary>Begins to keep a connection.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">Our address and port.</param>
    IKeptConnection Begin(string client, string server);
}
