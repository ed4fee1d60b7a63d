using ScaleProxy.Archive.Reading;
using ScaleProxy.Archive.Writing;

namespace ScaleProxy.Archive.Feeding;

/// <summary>How far each feed has told what is in the archive. Of several processes on one archive, one at a time feeds each.</summary>
public sealed class ArchiveFeeds
{
    private readonly ReaderPool _readers;
    private readonly ArchiveWriter _writer;

    internal ArchiveFeeds(ReaderPool readers, ArchiveWriter writer)
    {
        _readers = readers;
        _writer = writer;
    }

    /// <summary>
    /// Notes something, without waiting for the disk: it outlives this process. What is lost with the machine is told again,
    /// which a feed may do.
    /// </summary>
    /// <returns>Whether it changed anything.</returns>
    /// <exception cref="ArchiveException">It could not be stored.</exception>
    public async ValueTask<bool> NoteAsync(FeedNote note) =>
        (await _writer.WriteAsync(new ArchiveEntry { FeedNote = note, WithoutDisk = true }, urgent: true, CancellationToken.None)).FeedNoted;

    /// <summary>How far a feed is; null where it has never begun.</summary>
    /// <param name="feed">Its name.</param>
    public FeedPosition? PositionOf(string feed)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Feeds.PositionOf(feed);
    }

    /// <summary>The id of the newest change; 0 where there is none. Cheap to ask.</summary>
    public long NewestChange()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Feeds.NewestChange();
    }

    /// <summary>Changes in their order.</summary>
    /// <param name="after">Only those after the one of this id.</param>
    /// <param name="max">How many at most.</param>
    public IReadOnlyList<MeasurementChange> Changes(long after, int max)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Feeds.Changes(after, max);
    }
}
