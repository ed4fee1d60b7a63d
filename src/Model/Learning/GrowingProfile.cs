using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// A profile that things are added to, one after the other, without a copy of it for each. The outcome does not hang on which of
/// several captures comes first, and what is there already leaves the very same profile.
/// </summary>
/// <param name="profile">What is known to begin with.</param>
internal sealed class GrowingProfile(Profile profile)
{
    private Profile _profile = profile;
    private int? _manufacturerId = profile.ManufacturerId;
    private string? _firmware = profile.Firmware;
    private int? _battery = profile.Battery;
    private string? _secret = profile.Secret;
    private DateTimeOffset _firstSeen = profile.FirstSeen;
    private DateTimeOffset _lastSeen = profile.LastSeen;

    // Copies of the profile's from their first change on, and the next profile's when that is asked for.
    private List<LearnedReply>? _replies;
    private List<Handshake>? _handshakes;
    private bool _hasGrown;
    private bool _isNews;

    private IReadOnlyList<LearnedReply> Replies => _replies ?? _profile.Replies;

    private IReadOnlyList<Handshake> Handshakes => _handshakes ?? _profile.Handshakes;

    /// <summary>What is known by now.</summary>
    public Profile ToProfile()
    {
        if (_hasGrown)
        {
            _profile = _profile with
            {
                ManufacturerId = _manufacturerId,
                Firmware = _firmware,
                Battery = _battery,
                Secret = _secret,
                FirstSeen = _firstSeen,
                LastSeen = _lastSeen,
                Replies = Replies,
                Handshakes = Handshakes,
            };
            _replies = null;
            _handshakes = null;
            _hasGrown = false;
        }

        return _profile;
    }

    /// <summary>Whether anything was added since this was last asked.</summary>
    public bool TakeNews()
    {
        bool news = _isNews;
        _isNews = false;
        return news;
    }

    /// <summary>All that another profile of the scale knows; of what a scale says of itself, the newer.</summary>
    public void Add(Profile other)
    {
        Identify(other.LastSeen, other.ManufacturerId, other.Firmware, other.Battery);
        SeenAt(other.FirstSeen);
        SeenAt(other.LastSeen);
        foreach (LearnedReply reply in other.Replies)
        {
            Add(reply);
        }

        foreach (Handshake handshake in other.Handshakes)
        {
            Add(handshake);
        }

        // Last: it is the handshakes that tell which one is right.
        if (other.Secret is { } secret)
        {
            Believe(secret);
        }
    }

    /// <summary>What the scale says of itself; it counts more than what is known where it is no older.</summary>
    public void Identify(DateTimeOffset at, int? manufacturerId, string? firmware, int? battery)
    {
        bool isNewest = at >= _lastSeen;
        manufacturerId = isNewest ? manufacturerId ?? _manufacturerId : _manufacturerId ?? manufacturerId;
        firmware = isNewest ? firmware ?? _firmware : _firmware ?? firmware;
        battery = isNewest ? battery ?? _battery : _battery ?? battery;
        if (manufacturerId != _manufacturerId || firmware != _firmware || battery != _battery)
        {
            (_manufacturerId, _firmware, _battery) = (manufacturerId, firmware, battery);
            Grown();
        }
    }

    /// <summary>The scale was seen. A source that carries no times says the epoch.</summary>
    public void SeenAt(DateTimeOffset at)
    {
        if (at <= DateTimeOffset.UnixEpoch)
        {
            return;
        }

        if (_firstSeen <= DateTimeOffset.UnixEpoch || at < _firstSeen)
        {
            _firstSeen = at;
            Grown();
        }

        if (at > _lastSeen)
        {
            _lastSeen = at;
            Grown();
        }
    }

    /// <summary>The newest reply of each kind and status wins.</summary>
    public void Add(LearnedReply reply)
    {
        IReadOnlyList<LearnedReply> known = Replies;
        int at = 0;
        while (at < known.Count && (known[at].Kind != reply.Kind || known[at].Status != reply.Status))
        {
            at++;
        }

        if (at < known.Count ? !IsNewer(reply, known[at]) : at >= Learner.MaxReplies)
        {
            return;
        }

        _replies ??= [.. known];
        if (at < _replies.Count)
        {
            _replies[at] = reply;
        }
        else
        {
            _replies.Add(reply);
        }

        Grown();
    }

    /// <summary>Each once and hash is kept once; beyond <see cref="Learner.MaxHandshakes"/> the oldest go.</summary>
    public void Add(Handshake handshake)
    {
        // Nearly always it is the newest, and its place the last.
        IReadOnlyList<Handshake> known = Handshakes;
        int place = known.Count;
        while (place > 0 && Compare(handshake, known[place - 1]) < 0)
        {
            place--;
        }

        bool tooOld = place == 0 && known.Count >= Learner.MaxHandshakes;
        if (tooOld || IsKnown(known, handshake))
        {
            return;
        }

        _handshakes ??= [.. known];
        _handshakes.Insert(place, handshake);
        _handshakes.RemoveRange(0, Math.Max(0, _handshakes.Count - Learner.MaxHandshakes));
        Grown();
    }

    /// <summary>A secret is fixed for a scale: of two, the one that explains the newer of its handshakes is believed.</summary>
    public void Believe(string secret)
    {
        if (_secret is null || (_secret != secret && LastExplained(secret) > LastExplained(_secret)))
        {
            _secret = secret;
            Grown();
        }
    }

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

    private DateTimeOffset LastExplained(string secret)
    {
        DateTimeOffset last = DateTimeOffset.MinValue;
        foreach (Handshake handshake in Handshakes)
        {
            bool explains = handshake.SeenAt > last && HandshakeHash.Compute(_profile.Mac, secret, handshake.Once) == handshake.Md5;
            last = explains ? handshake.SeenAt : last;
        }

        return last;
    }

    private void Grown()
    {
        _hasGrown = true;
        _isNews = true;
    }
}
