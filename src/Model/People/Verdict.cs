using System.Globalization;

namespace ScaleProxy.Model.People;

/// <summary>
/// Whose a measurement is that the scale gave to nobody, or to several: by the scale's own rule once more, with everything
/// that is known here, and with the reason in words.
/// </summary>
/// <param name="UserId">The vendor's number for whom it is; null where it stays nobody's.</param>
/// <param name="Reason">For example <c>ANN +0.6 kg, BOB −1.1 kg: ambiguous</c>: how far from whose last weight, nearest first.</param>
public sealed record Verdict(long? UserId, string Reason)
{
    // Who is further away says nothing to the reader.
    private const int MaxNamed = 4;

    /// <summary>Decides.</summary>
    /// <param name="weight">What was measured, kg.</param>
    /// <param name="takenAt">When, unix seconds.</param>
    /// <param name="people">Those that it may be, each once, with their last weights of that time.</param>
    public static Verdict Of(decimal weight, long takenAt, IReadOnlyList<SessionPerson> people)
    {
        SessionPerson[] weighed = [.. people.Where(person => person.Weight > 0).OrderBy(person => Math.Abs(weight - person.Weight)).Take(MaxNamed)];
        if (weighed.Length == 0)
        {
            return new Verdict(null, "nobody's last weight is known");
        }

        IReadOnlyList<SessionPerson> matches = PersonMatch.Find(weight, takenAt, people);
        return matches switch
        {
            [var one] => new Verdict(one.Id, Distance(weight, one)),
            [] => new Verdict(null, Distances(weight, weighed) + ": nobody is near enough"),
            _ => new Verdict(null, Distances(weight, matches.OrderBy(person => Math.Abs(weight - person.Weight))) + ": ambiguous"),
        };
    }

    /// <summary>
    /// Decides between those that the scale named. It knew what each of them weighs; whose weight is not known here may be
    /// the right one all the same.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static Verdict Between(decimal weight, long takenAt, IReadOnlyList<SessionPerson> people)
    {
        if (people is [var only])
        {
            return new Verdict(only.Id, $"{NameOf(only)} by each of the numbers that the scale named");
        }

        SessionPerson[] unknown = [.. people.Where(person => person.Weight <= 0)];
        return unknown.Length == 0
            ? Of(weight, takenAt, people)
            : new Verdict(null, $"named by the scale, but with no last weight known: {string.Join(", ", unknown.Select(NameOf))}");
    }

    private static string Distances(decimal weight, IEnumerable<SessionPerson> people) => string.Join(", ", people.Select(person => Distance(weight, person)));

    private static string Distance(decimal weight, SessionPerson person)
    {
        decimal difference = weight - person.Weight;
        string sign = difference < 0 ? "−" : "+";
        return string.Create(CultureInfo.InvariantCulture, $"{NameOf(person)} {sign}{Math.Abs(difference):0.0##} kg");
    }

    private static string NameOf(SessionPerson person) =>
        person.Name.Trim() is { Length: > 0 } name ? name : person.Id.ToString(CultureInfo.InvariantCulture);
}
