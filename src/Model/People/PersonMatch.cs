using ScaleProxy.Model.Scale;

namespace ScaleProxy.Model.People;

/// <summary>
/// How a scale finds out who stands on it, read from the firmware of a WS-30: by nothing but the people's last weights,
/// and how long ago they were.
/// </summary>
public static class PersonMatch
{
    /// <summary>How much later than the measurement a last weight may be, seconds. Whose is later is not recognised.</summary>
    public const long LatestWeight = TwoDays;

    // As often as one request has room for.
    private const int MaxMatches = 3;

    private const long TwoDays = 48 * 3600;
    private const long Week = 7 * 24 * 3600;
    private const decimal NewTolerance = 0.1m;
    private const decimal LargestTolerance = 6m;

    /// <summary>Those it may be, three at most; several where they cannot be told apart, none where nobody is that heavy.</summary>
    /// <param name="weight">What was measured, kg.</param>
    /// <param name="takenAt">When, unix seconds.</param>
    /// <param name="people">Those that it may be, with their last weights.</param>
    public static IReadOnlyList<SessionPerson> Find(decimal weight, long takenAt, IReadOnlyList<SessionPerson> people)
    {
        if (takenAt < Measurement.EarliestPlausible)
        {
            return [];
        }

        List<SessionPerson> known = [.. people.Where(person => person.Weight > 0 && person.WeighedAt <= takenAt + LatestWeight)];
        List<SessionPerson> entered = [.. known.Where(person => person.Attribution == SessionPerson.ManualAndNew)];
        if (entered is [var one] && Math.Abs(weight - one.Weight) <= one.Weight * NewTolerance)
        {
            return entered;
        }

        return [.. known.Where(person => Math.Abs(weight - person.Weight) <= ToleranceOf(person, takenAt)).Take(MaxMatches)];
    }

    private static decimal ToleranceOf(SessionPerson person, long takenAt)
    {
        decimal tolerance = person.Weight > 100 ? 3.0m : person.Weight > 50 ? 2.5m : 1.5m;
        long age = takenAt - person.WeighedAt;
        return age <= TwoDays ? tolerance : Math.Min(tolerance * ((age / Week) + 1), LargestTolerance);
    }
}
