using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads what somebody last weighed.</summary>
/// <param name="database">The connection.</param>
internal sealed class LastWeightReader(Database database) : IDisposable
{
    /// <summary>A user's weights up to a time, newest first. The index gives that order, so one row is read.</summary>
    internal const string Sql =
        """
        SELECT m.taken_at, v.raw, v.exponent
        FROM measurement m JOIN measurement_value v ON v.measurement_id = m.id
        WHERE m.user_id = $1 AND m.taken_at <= $2 AND m.plausible = 1 AND m.deleted_at IS NULL AND v.type = $3
        ORDER BY m.taken_at DESC, m.id DESC
        LIMIT 1
        """;

    private readonly Statement _newest = database.Prepare(Sql);

    /// <summary>The newest weight of a user.</summary>
    /// <param name="userId">The vendor's number.</param>
    /// <param name="until">Not taken later than this, unix seconds.</param>
    public LastWeight? Newest(long userId, long until = long.MaxValue)
    {
        _newest.Bind(1, userId).Bind(2, until).Bind(3, MeasureType.Weight);
        try
        {
            return _newest.Step()
                ? new LastWeight(userId, new MeasuredValue(MeasureType.Weight, _newest.Int64(1), _newest.Int32(2)), _newest.Int64(0))
                : null;
        }
        finally
        {
            _newest.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _newest.Dispose();
}
