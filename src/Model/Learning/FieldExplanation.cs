namespace ScaleProxy.Model.Learning;

/// <summary>What becomes of a field of a learned reply when it is given again, in words.</summary>
public static class FieldExplanation
{
    /// <summary>What a rule does, in words.</summary>
    /// <param name="rule">The rule; null where the field is sent as learned.</param>
    public static string InWords(RenewalRule? rule) => rule switch
    {
        null => "sent as learned",
        RenewalRule.Date => "renewed: the time of the reply",
        RenewalRule.Length => "renewed: the length of the body",
        RenewalRule.Once => "renewed: a fresh token where the scale's secret is known, else this one",
        RenewalRule.SessionId => "renewed: a session of ours",
        RenewalRule.Clock => "renewed: the clock",
        RenewalRule.Offset => "renewed: the time zone's offset from UTC",
        RenewalRule.OffsetChange => "renewed: when that offset changes next",
        RenewalRule.OffsetAfterChange => "renewed: the offset after that",
        RenewalRule.LastWeight => "renewed: the person's newest archived weight",
        RenewalRule.LastWeighed => "renewed: when that weight was taken",
        RenewalRule.Age => "renewed: the person's age",
        RenewalRule.Attribution => "renewed: 0 once a weight of the person's is archived",
        RenewalRule.FirmwareOffer => "cut out: an offer of firmware",
        _ => rule.ToString()!,
    };
}
