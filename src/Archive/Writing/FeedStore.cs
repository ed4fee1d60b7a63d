using System.Diagnostics;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Feeding;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores how far feeds are.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class FeedStore(Database database) : IDisposable
{
    private readonly Statement _begin = database.Prepare(
        "INSERT INTO feed_position (feed, arrival, change, holder, held_until) VALUES ($1, $2, $3, '', 0) ON CONFLICT (feed) DO NOTHING");

    private readonly Statement _reach = database.Prepare("UPDATE feed_position SET arrival = $1, change = $2 WHERE feed = $3");

    private readonly Statement _takeTurn = database.Prepare(
        "UPDATE feed_position SET holder = $1, held_until = $2 WHERE feed = $3 AND (held_until < $4 OR holder = $5)");

    private readonly Statement _endTurn = database.Prepare("UPDATE feed_position SET held_until = 0 WHERE feed = $1 AND holder = $2");

    /// <summary>Stores a note.</summary>
    /// <returns>Whether it changed anything.</returns>
    public bool Store(FeedNote note) => note switch
    {
        FeedNote.Begin begin => _begin.Bind(1, begin.Feed).Bind(2, begin.Position.Arrival).Bind(3, begin.Position.Change).Run() > 0,
        FeedNote.Reach reach => _reach.Bind(1, reach.Position.Arrival).Bind(2, reach.Position.Change).Bind(3, reach.Feed).Run() > 0,
        FeedNote.TakeTurn take => _takeTurn.Bind(1, take.Holder)
            .Bind(2, Timestamp.From(take.Until))
            .Bind(3, take.Feed)
            .Bind(4, Timestamp.From(take.Now))
            .Bind(5, take.Holder)
            .Run() > 0,
        FeedNote.EndTurn end => _endTurn.Bind(1, end.Feed).Bind(2, end.Holder).Run() > 0,
        _ => throw new UnreachableException(),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _begin.Dispose();
        _reach.Dispose();
        _takeTurn.Dispose();
        _endTurn.Dispose();
    }
}
