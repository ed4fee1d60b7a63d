namespace ScaleProxy.Model.Learning;

/// <summary>
/// Why a field of a learned reply is not sent as it was learned. Everything that has no rule is sent to the byte.
/// </summary>
public enum RenewalRule
{
    /// <summary>The <c>Date</c> header: the time of the reply.</summary>
    Date,

    /// <summary><c>Content-Length</c> or the chunk sizes: the length of the renewed body.</summary>
    Length,

    /// <summary><c>once</c>: a fresh token where the scale's secret is known.</summary>
    Once,

    /// <summary><c>sessionid</c>: a session of ours.</summary>
    SessionId,

    /// <summary><c>utc</c>, <c>updatetime</c>: the clock, unix seconds.</summary>
    Clock,

    /// <summary><c>goff</c>: the time zone's offset from UTC now, seconds.</summary>
    Offset,

    /// <summary><c>dst</c>: when that offset changes next, unix seconds, 0 for not within a year.</summary>
    OffsetChange,

    /// <summary><c>ngoff</c>: the offset after that change, seconds.</summary>
    OffsetAfterChange,

    /// <summary><c>wt</c>: the person's newest archived weight, kg.</summary>
    LastWeight,

    /// <summary><c>cr</c>: when that weight was taken, unix seconds.</summary>
    LastWeighed,

    /// <summary><c>agt</c> of somebody whose birth date was entered: their age, years.</summary>
    Age,

    /// <summary><c>att</c> of somebody who was entered or changed: 0 once a weight of theirs is archived.</summary>
    Attribution,

    /// <summary><c>blc</c>, <c>sha1</c>: an offer of firmware, cut out.</summary>
    FirmwareOffer,
}
