using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores how far journals are in the archive: once for each transaction, whatever number of entries it holds.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class JournalPositionStore(Database database) : IDisposable
{
    private readonly Statement _reach = database.Prepare(
        "INSERT INTO journal_position (journal, position) VALUES ($1, $2) ON CONFLICT (journal) DO UPDATE SET position = excluded.position");

    private readonly Statement _forget = database.Prepare("DELETE FROM journal_position WHERE journal = $1");

    private JournalPosition? _reached;

    /// <summary>An entry that came from there is in the transaction.</summary>
    public void Reach(JournalPosition position)
    {
        if (_reached?.Journal != position.Journal)
        {
            StoreReached();
        }

        _reached = position;
    }

    /// <summary>Stores what was reached; to be called before the transaction is committed.</summary>
    public void StoreReached()
    {
        if (_reached is { } reached)
        {
            _reached = null;
            _reach.Bind(1, reached.Journal).Bind(2, reached.Number).Run();
        }
    }

    /// <summary>The journal is no more.</summary>
    public void Forget(string journal)
    {
        StoreReached();
        _forget.Bind(1, journal).Run();
    }

    /// <summary>What was reached in the transaction was not.</summary>
    public void RolledBack() => _reached = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _reach.Dispose();
        _forget.Dispose();
    }
}
