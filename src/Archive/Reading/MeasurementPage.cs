using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>
/// Measurements that are read together, so that their values are too: those of measurements that came in one after the other
/// lie side by side, and going along them costs a fraction of looking each up.
/// </summary>
internal sealed class MeasurementPage
{
    /// <summary>Measurements of a page at most: enough that a page's statements do not count, few enough to stay in the processor's cache.</summary>
    public const int Size = 1024;

    /// <summary>The values of measurements whose ids lie between two, both included.</summary>
    public const string ValuesSql =
        """
        SELECT measurement_id, type, raw, exponent FROM measurement_value
        WHERE measurement_id >= $1 AND measurement_id <= $2 ORDER BY measurement_id, position
        """;

    /// <summary>The users of a measurement that could be several people's.</summary>
    public const string CandidatesSql = "SELECT user_id FROM measurement_candidate WHERE measurement_id = $1 ORDER BY position";

    // Passing over other measurements' values is cheaper than a new search, up to this many measurements.
    private const int NearIds = 8;

    private readonly List<StoredMeasurement> _measurements = new(Size);
    private readonly List<MeasuredValue>[] _values = new List<MeasuredValue>[Size];
    private readonly long[] _ids = new long[Size];
    private readonly int[] _places = new int[Size];
    private readonly List<(long Id, List<long> Users)> _ambiguous = [];
    private bool _ascending = true;

    /// <summary>The measurements, in the order they were added.</summary>
    public IReadOnlyList<StoredMeasurement> Measurements => _measurements;

    /// <summary>No more fit.</summary>
    public bool IsFull => _measurements.Count == Size;

    /// <summary>The values and the users are there too.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes everything out.</summary>
    public void Clear()
    {
        _measurements.Clear();
        _ambiguous.Clear();
        _ascending = true;
        IsComplete = false;
    }

    /// <summary>Adds a measurement without its values.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="values">What its values are to be added to.</param>
    public void Add(StoredMeasurement measurement, List<MeasuredValue> values)
    {
        int place = _measurements.Count;
        _ascending &= place == 0 || measurement.Id > _ids[place - 1];
        _measurements.Add(measurement);
        _values[place] = values;
        _ids[place] = measurement.Id;
        _places[place] = place;
    }

    /// <summary>The measurement added last is that of several users.</summary>
    /// <param name="users">What they are to be added to.</param>
    public void AddAmbiguous(List<long> users) => _ambiguous.Add((_measurements[^1].Id, users));

    /// <summary>Reads the values and the users of all.</summary>
    /// <param name="values"><see cref="ValuesSql"/>, prepared.</param>
    /// <param name="candidates"><see cref="CandidatesSql"/>, prepared.</param>
    public void Complete(Statement values, Statement candidates)
    {
        int count = _measurements.Count;
        if (!_ascending)
        {
            Array.Sort(_ids, _places, 0, count);
        }

        int next = 0;
        while (next < count)
        {
            int first = next++;
            while (next < count && _ids[next] - _ids[next - 1] <= NearIds)
            {
                next++;
            }

            ReadRun(values, first, next);
        }

        foreach ((long id, List<long> users) in _ambiguous)
        {
            candidates.Bind(1, id);
            while (candidates.Step())
            {
                users.Add(candidates.Int64(0));
            }
        }

        IsComplete = true;
    }

    private void ReadRun(Statement statement, int at, int end)
    {
        statement.Bind(1, _ids[at]).Bind(2, _ids[end - 1]);
        while (statement.Step())
        {
            long id = statement.Int64(0);
            while (_ids[at] < id)
            {
                at++;
            }

            if (_ids[at] == id)
            {
                _values[_places[at]].Add(new MeasuredValue(statement.Int32(1), statement.Int64(2), statement.Int32(3)));
            }
        }
    }
}
