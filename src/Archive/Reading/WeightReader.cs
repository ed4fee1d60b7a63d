using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>Finds the weights of a moment, by the index on it, however much is archived.</summary>
/// <param name="database">The connection.</param>
internal sealed class WeightReader(Database database) : IDisposable
{
    /// <summary>Weights that are given at most; of one minute there are hardly as many.</summary>
    public const int MaxWeights = 1024;

    /// <summary>The weights of a time.</summary>
    internal const string Sql =
        """
        SELECT m.taken_at, m.user_id, m.source, v.raw, v.exponent
        FROM measurement m JOIN measurement_value v ON v.measurement_id = m.id
        WHERE m.taken_at >= $1 AND m.taken_at < $2 AND v.type = $3
        ORDER BY m.taken_at, m.id
        LIMIT $4
        """;

    private readonly Statement _between = database.Prepare(Sql);

    /// <summary>The weights from one moment to before another, unix seconds.</summary>
    public List<ArchivedWeight> Between(long from, long until)
    {
        var weights = new List<ArchivedWeight>();
        _between.Bind(1, from).Bind(2, until).Bind(3, MeasureType.Weight).Bind(4, MaxWeights);
        while (_between.Step())
        {
            weights.Add(new ArchivedWeight(
                _between.Int64(0),
                _between.NullableInt64(1),
                MeasurementSourceText.Parse(_between.Text(2)),
                new MeasuredValue(MeasureType.Weight, _between.Int64(3), _between.Int32(4))));
        }

        return weights;
    }

    /// <inheritdoc/>
    public void Dispose() => _between.Dispose();
}
