using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Adds one thing that was learned to a profile. The outcome does not hang on which of several captures comes first, and
/// what is there already leaves the very same profile.
/// </summary>
internal static class ProfileMerge
{
    /// <summary>All that another profile of the scale knows; of what a scale says of itself, the newer.</summary>
    public static Profile Of(Profile profile, Profile other)
    {
        (Profile older, Profile newer) = other.LastSeen >= profile.LastSeen ? (profile, other) : (other, profile);
        Profile merged = profile with
        {
            ManufacturerId = newer.ManufacturerId ?? older.ManufacturerId,
            Firmware = newer.Firmware ?? older.Firmware,
            Battery = newer.Battery ?? older.Battery,
        };
        merged = merged.SeenAt(other.FirstSeen).SeenAt(other.LastSeen);
        foreach (LearnedReply reply in other.Replies)
        {
            merged = merged.With(reply);
        }

        foreach (Handshake handshake in other.Handshakes)
        {
            merged = merged.With(handshake);
        }

        // Last: it is the handshakes that tell which one is right.
        return other.Secret is { } secret ? merged.WithSecret(secret) : merged;
    }

    public static Profile SeenAt(this Profile profile, DateTimeOffset at)
    {
        // A source that carries no times says the epoch.
        bool timed = at > DateTimeOffset.UnixEpoch;
        bool first = timed && (profile.FirstSeen <= DateTimeOffset.UnixEpoch || at < profile.FirstSeen);
        bool last = timed && at > profile.LastSeen;
        return first || last
            ? profile with { FirstSeen = first ? at : profile.FirstSeen, LastSeen = last ? at : profile.LastSeen }
            : profile;
    }

    /// <summary>The newest reply of each kind and status wins.</summary>
    public static Profile With(this Profile profile, LearnedReply reply)
    {
        IReadOnlyList<LearnedReply> known = profile.Replies;
        int at = 0;
        while (at < known.Count && (known[at].Kind != reply.Kind || known[at].Status != reply.Status))
        {
            at++;
        }

        if (at < known.Count ? !IsNewer(reply, known[at]) : at >= Learner.MaxReplies)
        {
            return profile;
        }

        var replies = new List<LearnedReply>(known);
        if (at < known.Count)
        {
            replies[at] = reply;
        }
        else
        {
            replies.Add(reply);
        }

        return profile with { Replies = replies };
    }

    /// <summary>Each once and hash is kept once; beyond <see cref="Learner.MaxHandshakes"/> the oldest go.</summary>
    public static Profile With(this Profile profile, Handshake handshake)
    {
        // Nearly always it is the newest, and its place the last.
        IReadOnlyList<Handshake> known = profile.Handshakes;
        int place = known.Count;
        while (place > 0 && Compare(handshake, known[place - 1]) < 0)
        {
            place--;
        }

        bool tooOld = place == 0 && known.Count >= Learner.MaxHandshakes;
        if (tooOld || IsKnown(known, handshake))
        {
            return profile;
        }

        var handshakes = new List<Handshake>(known.Count + 1);
        handshakes.AddRange(known);
        handshakes.Insert(place, handshake);
        handshakes.RemoveRange(0, Math.Max(0, handshakes.Count - Learner.MaxHandshakes));
        return profile with { Handshakes = handshakes };
    }

    /// <summary>A secret is fixed for a scale: of two, the one that explains the newer of its handshakes is believed.</summary>
    public static Profile WithSecret(this Profile profile, string secret) =>
        profile.Secret is null || (profile.Secret != secret && LastExplained(profile, secret) > LastExplained(profile, profile.Secret))
            ? profile with { Secret = secret }
            : profile;

    // Of two at the same moment (a text tells whole seconds) either would do, as long as it is always the same one.
    private static bool IsNewer(LearnedReply reply, LearnedReply known) =>
        reply.SeenAt > known.SeenAt || (reply.SeenAt == known.SeenAt && reply.Raw.Span.SequenceCompareTo(known.Raw.Span) > 0);

    private static bool IsKnown(IReadOnlyList<Handshake> known, Handshake handshake)
    {
        for (int i = 0; i < known.Count; i++)
        {
            if (known[i].Once == handshake.Once && known[i].Md5 == handshake.Md5)
            {
                return true;
            }
        }

        return false;
    }

    private static int Compare(Handshake a, Handshake b)
    {
        int order = a.SeenAt.CompareTo(b.SeenAt);
        order = order != 0 ? order : string.CompareOrdinal(a.Once, b.Once);
        return order != 0 ? order : string.CompareOrdinal(a.Md5, b.Md5);
    }

    private static DateTimeOffset LastExplained(Profile profile, string secret)
    {
        DateTimeOffset last = DateTimeOffset.MinValue;
        foreach (Handshake handshake in profile.Handshakes)
        {
            bool explains = handshake.SeenAt > last && HandshakeHash.Compute(profile.Mac, secret, handshake.Once) == handshake.Md5;
            last = explains ? handshake.SeenAt : last;
        }

        return last;
    }
}
