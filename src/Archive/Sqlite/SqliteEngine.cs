using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>An archive in one file.</summary>
internal sealed class SqliteEngine : ArchiveEngine
{
    private readonly ArchiveOptions _options;

    /// <summary>Makes the file where it is not there.</summary>
    public SqliteEngine(ArchiveOptions options)
    {
        _options = options;
        ArchiveFile.Ensure(options.Path);
    }

    /// <inheritdoc/>
    public override string Name => _options.Path;

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override Database OpenWriter() => SqliteDatabase.OpenWriter(_options);

    /// <inheritdoc/>
    public override Database OpenReader() => SqliteDatabase.OpenReader(_options);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Each connection holds the file by itself.
    }
}
