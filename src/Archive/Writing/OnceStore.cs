using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores which once tokens were given, and takes out those that are used, each one time.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class OnceStore(Database database) : IDisposable
{
    // Far longer than any token may be used: whoever asks says how old one may be.
    private static readonly TimeSpan s_keptFor = TimeSpan.FromHours(1);

    private readonly Statement _add = database.Prepare(
        """
        INSERT INTO given_once (address, once, given_at) VALUES ($1, $2, $3)
        ON CONFLICT (address, once) DO UPDATE SET given_at = excluded.given_at
        """);

    private readonly Statement _use = database.Prepare("DELETE FROM given_once WHERE address = $1 AND once = $2");

    private readonly Statement _forget = database.Prepare("DELETE FROM given_once WHERE given_at < $1");

    private DateTimeOffset _forgotten;

    /// <summary>Notes that a token was given.</summary>
    public void Add(GivenOnce given)
    {
        _add.Bind(1, given.Address).Bind(2, given.Once).Bind(3, Timestamp.From(given.At)).Run();
        if (given.At - _forgotten > s_keptFor)
        {
            _forget.Bind(1, Timestamp.From(given.At - s_keptFor)).Run();
            _forgotten = given.At;
        }
    }

    /// <summary>Uses a token up.</summary>
    /// <returns>False where it was never given, or somebody else was faster.</returns>
    public bool TryUse(GivenOnce given) => _use.Bind(1, given.Address).Bind(2, given.Once).Run() > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _add.Dispose();
        _use.Dispose();
        _forget.Dispose();
    }
}
