using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores how far journals are in the archive: each once for a transaction, whatever number of entries it holds.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class JournalPositionStore(Database database) : IDisposable
{
    private readonly Statement _reach = database.Prepare(
        "INSERT INTO journal_position (journal, position) VALUES ($1, $2) ON CONFLICT (journal) DO UPDATE SET position = excluded.position");

    private readonly Statement _forget = database.Prepare("DELETE FROM journal_position WHERE journal = $1");

    // As many as entries make a transaction at most.
    private readonly Dictionary<string, long> _reached = new(StringComparer.Ordinal);

    /// <summary>An entry that came from there is in the transaction.</summary>
    public void Reach(JournalPosition position) => _reached[position.Journal] = position.Number;

    /// <summary>Stores what was reached; to be called before the transaction is committed.</summary>
    public void StoreReached()
    {
        foreach ((string journal, long number) in _reached)
        {
            _reach.Bind(1, journal).Bind(2, number).Run();
        }

        _reached.Clear();
    }

    /// <summary>The journal is no more.</summary>
    public void Forget(string journal)
    {
        _reached.Remove(journal);
        _forget.Bind(1, journal).Run();
    }

    /// <summary>What was reached in the transaction was not.</summary>
    public void RolledBack() => _reached.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _reach.Dispose();
        _forget.Dispose();
    }
}
