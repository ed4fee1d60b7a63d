using ScaleProxy.Archive.Postgres;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive.Engine;

/// <summary>What keeps an archive: a file by SQLite, or a server of PostgreSQL.</summary>
internal abstract class ArchiveEngine : IDisposable
{
    /// <summary>What errors call the archive.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether any number of processes answer scales from it at once. What one of them does is to be in the archive, not
    /// in its memory, before another one may be asked about it.
    /// </summary>
    public abstract bool IsShared { get; }

    /// <summary>The engine that the options name, with the archive made where it can be made.</summary>
    /// <exception cref="ArchiveException">It cannot be made.</exception>
    public static ArchiveEngine Of(ArchiveOptions options) =>
        options.Server is { } server ? new PostgresEngine(options, server) : new SqliteEngine(options);

    /// <summary>Opens a connection that writes, and whose commits are on the disk when they are done.</summary>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public abstract Database OpenWriter();

    /// <summary>Opens a connection that only reads.</summary>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public abstract Database OpenReader();

    /// <inheritdoc/>
    public abstract void Dispose();
}
