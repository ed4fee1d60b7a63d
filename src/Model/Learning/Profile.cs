using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.Learning;

/// <summary>What was learned of one scale: who it is, how it proves it, and how its vendor answers it.</summary>
public sealed record Profile
{
    /// <summary>The scale's MAC address, lower case with colons.</summary>
    public required string Mac { get; init; }

    /// <summary>The <c>mfgid</c> it last sent.</summary>
    public int? ManufacturerId { get; init; }

    /// <summary>The firmware it last reported (<c>currentfw</c>).</summary>
    public string? Firmware { get; init; }

    /// <summary>The battery level it last reported, percent.</summary>
    public int? Battery { get; init; }

    /// <summary>Its 16-character secret, where a maintenance upload showed it. Never to be logged.</summary>
    public string? Secret { get; init; }

    /// <summary>When the scale was first seen.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>When the scale was last seen.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>Every once with its hash, oldest first.</summary>
    public IReadOnlyList<Handshake> Handshakes { get; init; } = [];

    /// <summary>The newest reply for each kind of request and JSON status.</summary>
    public IReadOnlyList<LearnedReply> Replies { get; init; } = [];

    /// <summary>Whether the known secret gives a handshake's hash; null where no secret is known.</summary>
    /// <param name="handshake">One of this scale.</param>
    public bool? Verifies(Handshake handshake) => Secret is { } secret ? HandshakeHash.Compute(Mac, secret, handshake.Once) == handshake.Md5 : null;

    /// <summary>Whether a secret gives the hash of any handshake, so that it is to be believed.</summary>
    /// <param name="secret">The secret.</param>
    public bool IsExplainedBy(string secret)
    {
        foreach (Handshake handshake in Handshakes)
        {
            if (HandshakeHash.Compute(Mac, secret, handshake.Once) == handshake.Md5)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What both know of one scale, as if it had been learned in one place: the newest of each reply stays, every handshake, and of two
    /// secrets the one that explains the newer handshake. What is known already leaves an equal profile.
    /// </summary>
    /// <param name="other">Of the same scale.</param>
    public Profile With(Profile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var merged = new GrowingProfile(this);
        merged.Add(other);
        return merged.ToProfile();
    }

    /// <summary>The people that the learned session names, in its order; empty where none was learned.</summary>
    public IReadOnlyList<ScaleUser> Users() =>
        Replies.FirstOrDefault(reply => reply is { Kind: RequestKind.SessionNew, Status: JsonStatus.Ok }) is { } reply
            ? ReplyFields.UsersOf(reply.Message().Body.Span)
            : [];

    /// <summary>The vendor's numbers for the people that the learned session names; empty where none was learned.</summary>
    public long[] UserIds() => [.. Users().Select(static user => user.Id)];

    /// <summary>Enough replies were learned to answer a scale that can prove itself.</summary>
    public bool HasAnswers => AnswersOnce && AnswersSession;

    private bool AnswersOnce => Replies.Any(static reply => RequestKind.IsOnce(reply.Kind));

    private bool AnswersSession => Replies.Any(static reply => reply is { Kind: RequestKind.SessionNew, Status: JsonStatus.Ok });

    /// <summary>What must still be seen before the scale can be answered without its vendor, a line each; empty where nothing is missing.</summary>
    public IReadOnlyList<string> Missing()
    {
        var missing = new List<string>();
        if (!AnswersOnce)
        {
            missing.Add("the vendor's reply to once");
        }

        if (!AnswersSession)
        {
            missing.Add("the vendor's reply to a session that it accepted");
        }

        if (Secret is null && Handshakes.Count == 0)
        {
            missing.Add("a once with the scale's hash for it, or a maintenance upload that shows the scale's secret");
        }

        return missing;
    }

    /// <summary>Names the scale and what is known of it, without its secret.</summary>
    public override string ToString() => $"{Mac} (firmware {Firmware ?? "unknown"}, {Replies.Count} replies)";
}
