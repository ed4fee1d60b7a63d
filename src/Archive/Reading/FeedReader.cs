using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Feeding;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads how far feeds are, and what was changed.</summary>
/// <param name="database">The connection.</param>
internal sealed class FeedReader(Database database) : IDisposable
{
    private readonly Statement _position = database.Prepare("SELECT arrival, change FROM feed_position WHERE feed = $1");

    private readonly Statement _changes = database.Prepare(
        """
        SELECT c.id, c.measurement_id, (SELECT COUNT(*) FROM measurement_change e WHERE e.measurement_id = c.measurement_id AND e.id <= c.id)
        FROM measurement_change c WHERE c.id > $1 ORDER BY c.id LIMIT $2
        """);

    /// <summary>How far a feed is; null where it has never begun.</summary>
    public FeedPosition? PositionOf(string feed)
    {
        FeedPosition? position = _position.Bind(1, feed).Step() ? new FeedPosition(_position.Int64(0), _position.Int64(1)) : null;
        _position.Reset();
        return position;
    }

    /// <summary>The id of the newest change; 0 where there is none.</summary>
    public long NewestChange() => database.Number("SELECT MAX(id) FROM measurement_change");

    /// <summary>The changes after one, in their order.</summary>
    /// <param name="after">The id of that one.</param>
    /// <param name="max">How many at most.</param>
    public IReadOnlyList<MeasurementChange> Changes(long after, int max)
    {
        var changes = new List<MeasurementChange>();
        _changes.Bind(1, after).Bind(2, max);
        while (_changes.Step())
        {
            changes.Add(new MeasurementChange(_changes.Int64(0), _changes.Int64(1), _changes.Int32(2)));
        }

        return changes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _position.Dispose();
        _changes.Dispose();
    }
}
