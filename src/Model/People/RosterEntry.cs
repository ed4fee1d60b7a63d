namespace ScaleProxy.Model.People;

/// <summary>Somebody whom a scale is told of.</summary>
/// <param name="UserId">The vendor's number that they are told by.</param>
/// <param name="UserIds">Every number that means them.</param>
/// <param name="Learned">What the learned reply says of that number; null for somebody it does not name.</param>
/// <param name="Edited">The person, where their owner has entered or changed them.</param>
public sealed record RosterEntry(long UserId, IReadOnlyList<long> UserIds, SessionPerson? Learned, Person? Edited)
{
    /// <summary>What the scale shows for them.</summary>
    public string ShortName => Edited?.ShortName ?? Learned?.Name ?? string.Empty;

    /// <summary>
    /// Them with the last weight that is known without the archive, the vendor's or their own word, whichever is newer; and
    /// with their short name.
    /// </summary>
    public SessionPerson WithoutArchive()
    {
        SessionPerson said = (Learned ?? default) with { Id = UserId, Name = ShortName };
        return Edited?.EnteredWeight is { } entered && (Learned is null || entered.EnteredAt > said.WeighedAt)
            ? said with { Weight = entered.Kilograms, WeighedAt = entered.EnteredAt, Attribution = SessionPerson.ManualAndNew }
            : said;
    }
}
