using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Cli.Forward;

/// <summary>Joins what hands on to the vendor and the archive, which do not know each other.</summary>
/// <param name="archive">The archive.</param>
/// <param name="who">What this process does: <c>serve</c>, <c>forward flush</c>.</param>
/// <param name="clock">The time.</param>
internal sealed class ArchivedOutbox(ScaleArchive archive, string who, TimeProvider clock) : IOutbox
{
    // Another process on this machine may have had the same number before.
    private readonly string _holder = string.Create(CultureInfo.InvariantCulture, $"{who} on {Environment.MachineName}, process {Environment.ProcessId}, {Guid.NewGuid():N}");
    private readonly ScaleRequests _requests = new(archive);

    // Which scales' secrets are known, as of a revision of the profiles.
    private HashSet<string> _speakable = [];
    private long? _revision;

    /// <inheritdoc/>
    public bool IsAsked() => Read(() => archive.Outbox.Turn().AskedAt is not null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Due() => Read<IReadOnlyList<string>>(() =>
    {
        IReadOnlyList<string> due = archive.Outbox.Due(clock.GetUtcNow());
        return due.Count == 0 ? due : [.. due.Where(Speakable().Contains)];
    });

    /// <inheritdoc/>
    public async ValueTask<bool> TakeTurnAsync(TimeSpan length)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return await ChangeAsync(new OutboxChange.TakeTurn(_holder, now, now + length)) > 0;
    }

    /// <inheritdoc/>
    public async ValueTask EndTurnAsync() => await ChangeAsync(new OutboxChange.EndTurn(_holder));

    /// <inheritdoc/>
    public async ValueTask AnswerAsync() => await ChangeAsync(new OutboxChange.Answer());

    /// <inheritdoc/>
    public ForwardedScale? FindScale(string mac) => Read(() =>
        archive.FindProfile(mac) is { Secret: { } secret } profile
            ? new ForwardedScale(
                mac,
                secret,
                _requests.NewestSession(mac),
                profile.ManufacturerId,
                profile.Firmware,
                profile.Battery,
                archive.Outbox.Calls().FirstOrDefault(call => call.Mac == mac)?.Failures ?? 0)
            : null);

    /// <inheritdoc/>
    public IReadOnlyList<Parcel> Waiting(string mac, int max) =>
        Read(() => _requests.Parcels(archive.Outbox.Waiting(mac, clock.GetUtcNow(), max)));

    /// <inheritdoc/>
    public async ValueTask<bool> BeginAsync(Parcel parcel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int begun = await StoreAsync(() => archive.Outbox.BeginAsync([.. parcel.Items.Select(id => new OutboxChange.Begin(id, _holder, now))]));
        if (begun > 0 && begun < parcel.Items.Count)
        {
            // Its owner took a part of it away, and it does not go in parts.
            await SettleAsync(new SettledParcel(parcel, ParcelState.Waiting));
        }

        return begun == parcel.Items.Count;
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(SettledParcel settled)
    {
        DateTimeOffset now = clock.GetUtcNow();
        OutboxState state = StateOf(settled.State);
        await ChangeAsync([.. settled.Parcel.Items.Select(id => new OutboxChange.Settle(id, state, now, settled.NextAt ?? DateTimeOffset.UnixEpoch, settled.Reason))]);
    }

    /// <inheritdoc/>
    public async ValueTask NoteAsync(VisitNote visit) =>
        await ChangeAsync(new OutboxChange.Called(new VendorCall(visit.Mac, visit.BegunAt, visit.NextAt, visit.Failures, visit.Error)));

    /// <inheritdoc/>
    public bool IsOurs(string session) => Read(() => archive.TryFindSession(session, out _));

    /// <inheritdoc/>
    public long? NewestSent(long user) => Read(() => archive.Outbox.NewestSent(user));

    private static OutboxState StateOf(ParcelState state) => state switch
    {
        ParcelState.Sent => OutboxState.Sent,
        ParcelState.Failed => OutboxState.Failed,
        ParcelState.InDoubt => OutboxState.Sending,
        _ => OutboxState.Queued,
    };

    private HashSet<string> Speakable()
    {
        long revision = archive.ProfilesRevision();
        if (_revision != revision)
        {
            _speakable = [.. archive.Profiles().Where(static profile => profile.Secret is not null).Select(static profile => profile.Mac)];
            _revision = revision;
        }

        return _speakable;
    }

    private ValueTask<int> ChangeAsync(params OutboxChange[] changes) => StoreAsync(() => archive.Outbox.ChangeAsync(changes));

    private static async ValueTask<int> StoreAsync(Func<ValueTask<int>> store)
    {
        try
        {
            return await store();
        }
        catch (ArchiveException e)
        {
            throw new OutboxException(e.Message, e);
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArchiveException e)
        {
            throw new OutboxException(e.Message, e);
        }
    }
}
