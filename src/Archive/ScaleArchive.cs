using System.Diagnostics.CodeAnalysis;
using ScaleProxy.Archive.Copying;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Feeding;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Archive.Reading;
using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Writing;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>
/// Recordings, profiles, users, sessions and measurements, in a file of SQLite or on a server of PostgreSQL. Everything may
/// be called by several threads; any number of processes may have the same archive open.
/// </summary>
public sealed partial class ScaleArchive : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly ArchiveEngine _engine;
    private readonly ArchiveWriter _writer;
    private readonly ReaderPool _readers;
    private readonly RecordingReader _recordings;

    private ScaleArchive(ArchiveOptions options, ArchiveEngine engine, Database database, TimeProvider clock)
    {
        _clock = clock;
        _engine = engine;
        _readers = new ReaderPool(engine, options.IdleReaders);
        _recordings = new RecordingReader(engine);
        _writer = new ArchiveWriter(database, options);
        Outbox = new ArchiveOutbox(_readers, _writer);
        Feeds = new ArchiveFeeds(_readers, _writer);
    }

    /// <summary>
    /// Whether any number of processes answer scales from this archive at once, which PostgreSQL is for. What one of them
    /// tells a scale is then to be archived before another one may be asked about it.
    /// </summary>
    public bool IsShared => _engine.IsShared;

    /// <summary>What is to be handed on to the vendor.</summary>
    public ArchiveOutbox Outbox { get; }

    /// <summary>How far each feed has told what is here.</summary>
    public ArchiveFeeds Feeds { get; }

    /// <summary>Posted entries that could not be stored. Anything but 0 is to be told to the owner.</summary>
    public long FailedPosts => _writer.FailedPosts;

    /// <summary>The connection that writes; for tests.</summary>
    internal Database WriterDatabase => _writer.Database;

    /// <summary>Opens the archive, making it where there is none, and brings it to this version's schema.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="ArchiveException">It cannot be opened: the message says why, and what to do.</exception>
    public static ScaleArchive Open(ArchiveOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        options.Validate();
        ArchiveEngine engine = ArchiveEngine.Of(options.Server is null ? options with { Path = Path.GetFullPath(options.Path) } : options);
        Database? database = null;
        try
        {
            database = engine.OpenWriter();
            Migrator.Migrate(database, Migration.All, clock);
            ArchiveCopy.RefuseUnfinished(database);
            return new ScaleArchive(options, engine, database, clock);
        }
        catch
        {
            database?.Dispose();
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Takes the right to answer scales from this archive, which one process has at a time, or any number where it is shared.</summary>
    /// <param name="who">What this process does, for whoever comes second: <c>serve</c>, <c>learn</c>.</param>
    /// <returns>To be disposed when it is over; it ends with the process in any case.</returns>
    /// <exception cref="ArchiveException">Another process has it; the message says which, and since when.</exception>
    public ArchiveLease TakeServeLease(string who) => IsShared ? ArchiveLease.ForAnybody() : ArchiveLease.Take(_engine.Name, who, _clock);

    /// <summary>Stores an entry, all of it or nothing.</summary>
    /// <param name="entry">What to store; not to be changed any more.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue. An entry that is in is stored, and waited for.</param>
    /// <returns>When the entry, and whatever was posted before it, is on the disk.</returns>
    /// <exception cref="ArchiveException">It could not be stored.</exception>
    public ValueTask<EntryOutcome> WriteAsync(ArchiveEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Validate();
        return _writer.WriteAsync(entry, urgent: true, cancellation);
    }

    /// <summary>
    /// Stores an entry that is safe elsewhere until it is here: with the next one that is urgent, or when
    /// <see cref="ArchiveOptions.PostDelay"/> has passed. Many of them cost the disk little.
    /// </summary>
    /// <param name="entry">What to store; not to be changed any more.</param>
    /// <param name="cancellation">As for <see cref="WriteAsync"/>.</param>
    /// <returns>As for <see cref="WriteAsync"/>.</returns>
    /// <exception cref="ArchiveException">It could not be stored.</exception>
    public ValueTask<EntryOutcome> WriteSoonAsync(ArchiveEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Validate();
        return _writer.WriteAsync(entry, urgent: false, cancellation);
    }

    /// <summary>
    /// Hands on one of many entries, of which none needs to be on the disk before the next: as <see cref="WriteSoonAsync"/> does, but
    /// whoever brings them waits for room in the queue alone, which this does on the caller's thread.
    /// </summary>
    /// <param name="entry">What to store; not to be changed any more.</param>
    /// <returns>What is done when the entry, and whatever was handed on before it, is on the disk.</returns>
    /// <exception cref="ArchiveException">The writer has stopped. What becomes of the entry, the task tells.</exception>
    public Task<EntryOutcome> Queue(ArchiveEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Validate();
        return _writer.Queue(entry);
    }

    /// <summary>
    /// Stores an entry that nobody needs to know of. Where it cannot be stored, <see cref="FailedPosts"/> counts it and
    /// <see cref="ArchiveOptions.PostFailed"/> is called.
    /// </summary>
    /// <param name="entry">What to store; not to be changed any more.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue.</param>
    /// <returns>When the entry is in the queue, which is bounded.</returns>
    /// <exception cref="ArchiveException">The writer has stopped.</exception>
    public ValueTask PostAsync(ArchiveEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Validate();
        return _writer.PostAsync(entry, cancellation);
    }

    /// <summary>What was learned of a scale; null where it is not known.</summary>
    /// <param name="mac">Lower case with colons.</param>
    public Profile? FindProfile(string mac)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Profiles.Find(mac);
    }

    /// <summary>What was learned of every scale, in order of their MACs.</summary>
    public IReadOnlyList<Profile> Profiles()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Profiles.All();
    }

    /// <summary>A number that is another one after any process changed a profile or a person. Cheap to ask.</summary>
    public long ProfilesRevision()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Sessions.Revision();
    }

    /// <summary>Everybody that the vendor's replies named, in order of their ids.</summary>
    public IReadOnlyList<ScaleUser> Users()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.People.Named();
    }

    /// <summary>Everybody known: as their owner has them, and those that only the vendor's replies name.</summary>
    public KnownPeople People()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.People.All();
    }

    /// <summary>Finds a session, open or closed.</summary>
    /// <param name="id">The <c>sessionid</c> the scale was given.</param>
    /// <param name="session">The session.</param>
    public bool TryFindSession(string id, [NotNullWhen(true)] out ScaleSession? session)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Sessions.TryFind(id, out session);
    }

    /// <summary>The once tokens given to an address and not used yet, newest first.</summary>
    /// <param name="address">The address, without a port.</param>
    /// <param name="since">Not given before this moment.</param>
    /// <param name="max">How many at most.</param>
    public IReadOnlyList<GivenOnce> GivenOnces(string address, DateTimeOffset since, int max)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Sessions.GivenOnces(address, since, max);
    }

    /// <summary>Every recording without its exchanges, as a stream, in the order they came into the archive, which is that of their numbers.</summary>
    /// <param name="first">None below this number.</param>
    /// <param name="last">None above this number.</param>
    public IEnumerable<StoredRecording> Recordings(long first = 0, long last = long.MaxValue) => _recordings.Between(first, last);

    /// <summary>A page of recordings without their exchanges, newest first: by when they came into the archive.</summary>
    /// <param name="query">Which.</param>
    /// <param name="max">How many at most.</param>
    public IReadOnlyList<StoredRecording> NewestRecordings(RecordingQuery query, int max)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _recordings.Page(query, max);
    }

    /// <summary>
    /// The recordings, without their exchanges, that were begun with <see cref="RecordingHandle.IsMarkedWhileOpen"/> and
    /// not ended. To whoever holds the lease before recording anything, these are the ones that were cut off.
    /// </summary>
    public IReadOnlyList<StoredRecording> OpenRecordings()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.OpenRecordings();
    }

    /// <summary>How far a journal is in the archive; 0 where nothing of it is.</summary>
    /// <param name="journal">Its name; see <see cref="JournalPosition"/>.</param>
    public long JournalPositionOf(string journal)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.JournalPositionOf(journal);
    }

    /// <summary>A recording with its exchanges; null where there is none of that number.</summary>
    /// <param name="id">Its number.</param>
    public StoredRecording? FindRecording(long id) => _recordings.Find(id);

    /// <summary>The exchanges of a recording as a stream, in order; none where there is no recording of that number.</summary>
    /// <param name="recording">Its number.</param>
    public IEnumerable<RecordedExchange> Exchanges(long recording) => _recordings.ExchangesOf(recording);

    /// <summary>An exchange alone; null where there is none of that number.</summary>
    /// <param name="id">Its number, as the outbox names it.</param>
    public RecordedExchange? FindExchange(long id) => _recordings.FindExchange(id);

    /// <summary>The recordings of a scale that came into the archive last, newest first, by their numbers.</summary>
    /// <param name="mac">Lower case with colons.</param>
    /// <param name="max">How many at most.</param>
    public IReadOnlyList<long> NewestRecordings(string mac, int max) => _recordings.NewestOf(mac, max);

    /// <summary>The scale's address and port in a recording; null where there is none of that number, or it is not known.</summary>
    /// <param name="recording">The recording's number.</param>
    public string? ClientOf(long recording)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.ClientOf(recording);
    }

    /// <summary>Whether an imported conversation is in the archive.</summary>
    /// <param name="fingerprint">What it is known by.</param>
    public bool HasRecording(RecordingFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Sessions.Has(fingerprint);
    }

    /// <summary>Stores what waits, takes nothing more, carries the log over into the database, and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        // SQLite carries the log over when the last connection closes: the readers go first.
        _readers.Dispose();
        await _writer.DisposeAsync();
        _engine.Dispose();
    }
}
