using ScaleProxy.Archive.Reading;
using ScaleProxy.Archive.Writing;

namespace ScaleProxy.Archive.Outbox;

/// <summary>
/// What is to be handed on to the vendor. Things come in with the <see cref="ArchiveEntry"/> that archives them; one
/// process at a time sends them, and says before each that it is about to.
/// <code>
///   archived ──► Queued ──► Sending ──► Sent
///                  ▲           │
///                  ├───────────┼── the vendor did not take it this time
///                  │           └── it refuses it for good ──► Failed ──► Dropped
///                  └───────────────────────────────── retry ◄───┴──────────┘
/// </code>
/// </summary>
public sealed class ArchiveOutbox
{
    // People read them.
    private const int MaxFailedListed = 1000;

    private readonly ReaderPool _readers;
    private readonly ArchiveWriter _writer;

    internal ArchiveOutbox(ReaderPool readers, ArchiveWriter writer)
    {
        _readers = readers;
        _writer = writer;
    }

    /// <summary>Makes changes in one transaction.</summary>
    /// <returns>How many rows they changed, when that is on the disk.</returns>
    /// <exception cref="ArchiveException">They could not be stored.</exception>
    public async ValueTask<int> ChangeAsync(params IReadOnlyList<OutboxChange> changes) =>
        (await _writer.WriteAsync(new ArchiveEntry { OutboxChanges = changes }, urgent: true, CancellationToken.None)).OutboxChanged;

    /// <summary>
    /// Says that something is about to be sent, without waiting for the disk: all the time between this note and the sending
    /// is time in which it would be in doubt without need.
    /// </summary>
    /// <returns>How many rows that changed. The note outlives this process; it may be lost with the machine.</returns>
    /// <exception cref="ArchiveException">It could not be stored.</exception>
    public async ValueTask<int> BeginAsync(IReadOnlyList<OutboxChange.Begin> changes) =>
        (await _writer.WriteAsync(new ArchiveEntry { OutboxChanges = changes, WithoutDisk = true }, urgent: true, CancellationToken.None)).OutboxChanged;

    /// <summary>The scales that have something which may be sent now, in order of their MACs. Cheap to ask.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.Due(now);
    }

    /// <summary>Who sends. Cheap to ask.</summary>
    public ForwarderTurn Turn()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.Turn();
    }

    /// <summary>What waits of a scale and may be sent now, in the order it was queued.</summary>
    /// <param name="mac">Lower case with colons.</param>
    /// <param name="now">The time.</param>
    /// <param name="max">How much at most.</param>
    public IReadOnlyList<OutboxItem> Waiting(string mac, DateTimeOffset now, int max)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.Waiting(mac, now, max, loan.Reader.Measurements);
    }

    /// <summary>The last conversations with the vendor, one for each scale.</summary>
    public IReadOnlyList<VendorCall> Calls()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.Calls();
    }

    /// <summary>When a person's newest measurement was taken that the vendor has for certain, unix seconds; null where there is none.</summary>
    /// <param name="user">The vendor's number for the person.</param>
    public long? NewestSent(long user)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.NewestSent(user);
    }

    /// <summary>What waits or has failed, oldest first.</summary>
    /// <param name="max">How much at most.</param>
    public IReadOnlyList<OutboxItem> Unsent(int max)
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        return loan.Reader.Outbox.Unsent(max, loan.Reader.Measurements);
    }

    /// <summary>How things stand.</summary>
    public OutboxSummary Summary()
    {
        using ReaderPool.Loan loan = _readers.Borrow();
        OutboxReader reader = loan.Reader.Outbox;
        return new OutboxSummary(reader.Counts(), reader.OldestWaiting(), reader.Calls(), reader.Failed(MaxFailedListed, loan.Reader.Measurements), reader.Turn());
    }
}
