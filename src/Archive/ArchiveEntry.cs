using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive;

/// <summary>
/// What belongs together, usually what one request brought: all of it is stored in one transaction, or nothing. It must
/// not change once it was handed over.
/// </summary>
public sealed class ArchiveEntry
{
    /// <summary>The conversation that <see cref="Exchanges"/> belong to.</summary>
    public RecordingHandle? Recording { get; init; }

    /// <summary>Exchanges to append to <see cref="Recording"/>, in order.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges { get; init; } = [];

    /// <summary>Nothing will be appended to <see cref="Recording"/> any more; see <see cref="RecordingHandle.IsMarkedWhileOpen"/>. Of one that was never stored, none is made.</summary>
    public bool EndsRecording { get; init; }

    /// <summary>
    /// Numbers of recordings that <see cref="ScaleArchive.OpenRecordings"/> gave, and that whoever made them can no longer end.
    /// </summary>
    public IReadOnlyList<long> CutOffRecordings { get; init; } = [];

    /// <summary>Where the exchanges were kept until now; null for nowhere.</summary>
    public JournalPosition? Journaled { get; init; }

    /// <summary>A journal that is no more, so that its position need not be kept; null for none.</summary>
    public string? EndedJournal { get; init; }

    /// <summary>A session that was opened.</summary>
    public ScaleSession? OpenedSession { get; init; }

    /// <summary>A session that was closed.</summary>
    public SessionClose? ClosedSession { get; init; }

    /// <summary>Measurements; those that are archived already are counted, not stored.</summary>
    public IReadOnlyList<ArchivedMeasurement> Measurements { get; init; } = [];

    /// <summary>The number of the recording, archived before, that <see cref="Measurements"/> were found in; null where they come with their <see cref="Recording"/>, or with none.</summary>
    public long? FoundIn { get; init; }

    /// <summary>
    /// Where the measurements that are new are on their way to the vendor: they enter the outbox with this entry. What the vendor
    /// has (<see cref="OutboxState.Sent"/>) is noted of those as well that were archived before. Null where they do not go there.
    /// </summary>
    public OutboxState? Forward { get; init; }

    /// <summary>
    /// Places in <see cref="Exchanges"/> of those that are to be handed on to the vendor as well, though they bring no
    /// measurement. Their <see cref="Recording"/> must name the scale.
    /// </summary>
    public IReadOnlyList<int> ForwardedExchanges { get; init; } = [];

    /// <summary>Changes of what is in the outbox already.</summary>
    public IReadOnlyList<OutboxChange> OutboxChanges { get; init; } = [];

    /// <summary>
    /// It need not reach the disk: it outlives this process, and may be lost with the machine. Where it is committed
    /// together with others, it does reach it.
    /// </summary>
    public bool WithoutDisk { get; init; }

    /// <summary>
    /// What was learned of a scale. It is merged with what is stored: of handshakes with the same once, and of replies
    /// of the same kind and status, the newest stays, and so does what only the stored profile knows.
    /// </summary>
    public Profile? Profile { get; init; }

    /// <summary>A scale to forget, before anything else of the entry is stored.</summary>
    public ForgottenScale? Forgotten { get; init; }

    /// <summary>People the vendor's replies named.</summary>
    public IReadOnlyList<ScaleUser> Users { get; init; } = [];

    /// <summary>
    /// Somebody whom their owner has entered or changed, whole. Without an <see cref="Person.Id"/> it is somebody new, who is
    /// given one, and a vendor's number too where there is none.
    /// </summary>
    public Person? Person { get; init; }

    /// <summary>The number of somebody who is one with <see cref="Person"/> from now on, and goes.</summary>
    public long? MergedPersonId { get; init; }

    /// <summary>The owner says whose a measurement is.</summary>
    public Reassignment? Reassignment { get; init; }

    /// <summary>The owner deletes a measurement, or restores it.</summary>
    public Deletion? Deletion { get; init; }

    /// <summary>A known scale called.</summary>
    public DeviceContact? Contact { get; init; }

    /// <summary>A once token that was given, for every process that answers to know of.</summary>
    public GivenOnce? GivenOnce { get; init; }

    /// <summary>A once token that a scale comes back with; <see cref="EntryOutcome.OnceUsed"/> says whether it was there to be used.</summary>
    public GivenOnce? UsedOnce { get; init; }

    /// <summary>Throws where the entry makes no sense, at the one who made it.</summary>
    internal void Validate()
    {
        if ((Exchanges.Count > 0 || EndsRecording) && Recording is null)
        {
            throw new ArgumentException("exchanges, and the end of a recording, need the recording they belong to", nameof(Recording));
        }

        if (FoundIn is not null && Recording is not null)
        {
            throw new ArgumentException("measurements are found in one recording: an archived one, or that of the entry", nameof(FoundIn));
        }

        if (ForwardedExchanges.Count > 0 && Recording?.Mac is null)
        {
            throw new ArgumentException("exchanges to be handed on need a recording that names the scale", nameof(ForwardedExchanges));
        }
    }

    /// <summary>About how many bytes it keeps in memory.</summary>
    internal long Size()
    {
        long size = 0;
        for (int i = 0; i < Exchanges.Count; i++)
        {
            size += Exchanges[i].Request.Length + Exchanges[i].Response.Length;
        }

        return size;
    }
}
