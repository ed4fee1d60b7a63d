using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>Who stood on the scale, and when, for a plan and the people that the session names.</summary>
internal static class Weighings
{
    private const long BetweenPeople = 20;
    private const long BetweenQueued = 3600;
    private const int Grams = -3;

    // What a person weighs of whom nothing is said.
    private static readonly MeasuredValue s_stranger = new(MeasureType.Weight, 77_110, Grams);

    /// <summary>The weighings, oldest first: what waited on the scale comes before what it has just measured.</summary>
    /// <param name="plan">How many people, how heavy, how many older measurements.</param>
    /// <param name="people">Those that the session names.</param>
    /// <param name="now">When the scale calls, unix seconds.</param>
    public static IReadOnlyList<Weighing> Of(ScalePlan plan, IReadOnlyList<SessionPerson> people, long now)
    {
        int count = Math.Max(plan.People, plan.Weights.Count);
        var weighings = new List<Weighing>();
        for (int i = 0; i < plan.Queued; i++)
        {
            weighings.Add(At(now - ((plan.Queued - i) * BetweenQueued), i % Math.Max(1, count), waited: true));
        }

        for (int i = 0; i < count; i++)
        {
            weighings.Add(At(now - ((count - 1 - i) * BetweenPeople), i, waited: false));
        }

        return weighings;

        Weighing At(long takenAt, int index, bool waited)
        {
            MeasuredValue weight = WeightOf(index);
            return new Weighing(takenAt, weight, PersonMatch.Find(weight.ToDecimal() ?? 0, takenAt, people), waited);
        }

        MeasuredValue WeightOf(int index) =>
            index < plan.Weights.Count ? plan.Weights[index]
            : index < people.Count && people[index].Weight > 0 ? new MeasuredValue(MeasureType.Weight, (long)decimal.Round(people[index].Weight * 1000), Grams)
            : s_stranger;
    }
}
