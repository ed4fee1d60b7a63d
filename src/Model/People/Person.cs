namespace ScaleProxy.Model.People;

/// <summary>Somebody who steps on scales, as their owner has entered them; or, until then, as the vendor's replies name them.</summary>
public sealed record Person
{
    /// <summary>
    /// The first number that is given to people whom no vendor has numbered. Far above those that were seen, and small
    /// enough for 32 bits with a sign.
    /// </summary>
    public const long FirstMadeUpId = 2_000_000_000;

    /// <summary>The person's number in the archive; null for somebody who is known from the vendor's replies alone.</summary>
    public long? Id { get; init; }

    /// <summary>What they are called.</summary>
    public required string Name { get; init; }

    /// <summary>What scales show for them; see <see cref="People.ShortName"/>. Empty where the vendor gave none.</summary>
    public required string ShortName { get; init; }

    /// <summary>How tall they are, mm; null where it is not known.</summary>
    public int? Height { get; init; }

    /// <summary>When they were born; null where their owner has not said so.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>
    /// The latest day they may have been born on, by the age that the vendor said; null where it said none. It serves where
    /// there is no <see cref="BirthDate"/>.
    /// </summary>
    public DateOnly? BornAbout { get; init; }

    /// <summary>Their sex; null where it is not known.</summary>
    public Sex? Sex { get; init; }

    /// <summary>The formula that their fat is worked out by, see <see cref="ScaleProxy.Model.Body.FatFormula"/>; null for the usual one.</summary>
    public string? FatFormula { get; init; }

    /// <summary>What they weigh by their own word; null where nobody said so.</summary>
    public EnteredWeight? EnteredWeight { get; init; }

    /// <summary>What they want to weigh, grams; null where they have no goal.</summary>
    public int? Goal { get; init; }

    /// <summary>Their owner added them, so every scale is told of them. Others are told to the scales whose vendor named them.</summary>
    public bool IsAdded { get; init; }

    /// <summary>They are told to no scale any more. What they weighed stays theirs.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The vendor's numbers that mean them, the one that counts first.</summary>
    public IReadOnlyList<long> VendorIds { get; init; } = [];

    /// <summary>Their owner has entered or changed them.</summary>
    public bool IsEdited => Id is not null;

    /// <summary>How old they are, years, by <see cref="BirthDate"/> or else <see cref="BornAbout"/>; null where neither is known.</summary>
    /// <param name="moment">When. The day is that of UTC.</param>
    public decimal? AgeAt(DateTimeOffset moment) =>
        (BirthDate ?? BornAbout) is { } born ? Age.Of(born, DateOnly.FromDateTime(moment.UtcDateTime)) : null;

    /// <summary>Whether they are two: by their numbers in the archive, else by the vendor's.</summary>
    /// <param name="other">The other one.</param>
    public bool IsAnother(Person other) => Id is { } id ? id != other.Id : !VendorIds.Any(other.VendorIds.Contains);

    /// <summary>Two people who turned out to be one: this one, with what only the other one knows of, and both ones' numbers.</summary>
    /// <param name="other">Who is the same.</param>
    public Person MergedWith(Person other) => this with
    {
        Height = Height ?? other.Height,
        BirthDate = BirthDate ?? other.BirthDate,
        BornAbout = BornAbout ?? other.BornAbout,
        Sex = Sex ?? other.Sex,
        FatFormula = FatFormula ?? other.FatFormula,
        EnteredWeight = EnteredWeight ?? other.EnteredWeight,
        Goal = Goal ?? other.Goal,
        IsAdded = IsAdded || other.IsAdded,
        VendorIds = [.. VendorIds.Union(other.VendorIds)],
    };

    /// <summary>Names the number and nothing else: people are private.</summary>
    public override string ToString() => Id is { } id ? FormattableString.Invariant($"person {id}") : "a person";
}
