using ScaleProxy.Archive.Reading;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <content>What was weighed.</content>
public sealed partial class ScaleArchive
{
    /// <summary>
    /// The newest weight of each user, where there is one: by the time it was taken, if that is plausible, from any
    /// scale, among the measurements that belong to them.
    /// </summary>
    /// <param name="userIds">The vendor's numbers for the users.</param>
    public IReadOnlyList<LastWeight> LastWeights(params ReadOnlySpan<long> userIds)
    {
        var weights = new List<LastWeight>(userIds.Length);
        using ReaderPool.Loan loan = _readers.Borrow();
        foreach (long user in userIds)
        {
            if (loan.Reader.Sessions.LastWeightOf(user) is { } weight)
            {
                weights.Add(weight);
            }
        }

        return weights;
    }

    /// <summary>The newest weight by any of a person's numbers; null where none is archived.</summary>
    /// <param name="person">Who.</param>
    public LastWeight? LastWeightOf(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        IReadOnlyList<LastWeight> weights = LastWeights([.. person.VendorIds]);
        return weights.Count == 0 ? null : weights.MaxBy(static weight => weight.TakenAt);
    }

    /// <summary>
    /// The weights from one moment to before another, whoever's and from whichever scale. Those that were deleted are among them:
    /// what another program exported of them shall not bring them back.
    /// </summary>
    /// <param name="from">Unix seconds.</param>
    /// <param name="until">Unix seconds.</param>
    public IReadOnlyList<ArchivedWeight> WeightsBetween(long from, long until)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Weights.Between(from, until);
    }

    /// <summary>Measurements as a stream, oldest first (by the time taken, then in order of arrival).</summary>
    /// <param name="query">Which.</param>
    public IEnumerable<StoredMeasurement> Measurements(MeasurementQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Stream(query);
    }

    /// <summary>What a scale said of its battery, oldest first; of the same level again and again, the first and the last.</summary>
    /// <param name="mac">Lower case with colons.</param>
    public IReadOnlyList<BatteryLevel> BatteryHistory(string mac)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.BatteryOf(mac);
    }

    /// <summary>The id of the measurement that came into the archive last; 0 where there is none.</summary>
    public long NewestMeasurement()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Newest();
    }

    /// <summary>How many measurements came into the archive after one, and the newest one's id. Cheap to ask.</summary>
    /// <param name="after">The id of that one.</param>
    public (long Count, long Newest) Arrivals(long after)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Arrivals(after);
    }

    /// <summary>How many measurements there are, and how many are nobody's.</summary>
    public (long All, long Unassigned) CountMeasurements()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Count();
    }

    private IEnumerable<StoredMeasurement> Stream(MeasurementQuery query)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        foreach (StoredMeasurement measurement in loan.Reader.Measurements.Read(query, loan.Reader.People))
        {
            yield return measurement;
        }
    }
}
