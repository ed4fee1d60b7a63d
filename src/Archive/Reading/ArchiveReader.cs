using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>A connection for reading, and what can be asked of it. Not for several threads at once.</summary>
/// <param name="database">The connection; it is closed with this.</param>
internal sealed class ArchiveReader(Database database) : IDisposable
{
    /// <summary>Sessions and last weights: what each conversation asks.</summary>
    public SessionReader Sessions { get; } = new(database);

    /// <summary>Profiles.</summary>
    public ProfileReader Profiles { get; } = new(database);

    /// <summary>Measurements, as a stream.</summary>
    public MeasurementReader Measurements { get; } = new(database);

    /// <summary>The recordings that are marked as open.</summary>
    public IReadOnlyList<StoredRecording> OpenRecordings() => OpenRecordingReader.Read(database);

    /// <summary>How far a journal is in the archive. It is asked once in the life of a process, so nothing is prepared for it.</summary>
    public long JournalPositionOf(string journal)
    {
        using Statement position = database.Prepare("SELECT position FROM journal_position WHERE journal = $1");
        return position.Bind(1, journal).Step() ? position.Int64(0) : 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sessions.Dispose();
        Profiles.Dispose();
        database.Dispose();
    }
}
