using ScaleProxy.Archive;
using ScaleProxy.Archive.Outbox;
using ScaleProxy.Model.Scale;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Cli.Forward;

/// <summary>
/// Finds a scale's own requests in the archive's recordings, so that the vendor is spoken to in the very form that the
/// scale uses: how it begins a session, and the request that brought each measurement.
/// </summary>
/// <param name="archive">The archive.</param>
internal sealed class ScaleRequests(ScaleArchive archive)
{
    // The scale's last conversations; what it said longer ago says nothing of its battery.
    private const int MaxRecordings = 8;

    // A conversation has some ten; a recording of more is looked at as far as this.
    private const int MaxExchanges = 4096;

    /// <summary>The last request of a scale to begin a session; null where none was recorded.</summary>
    /// <param name="mac">The scale.</param>
    public ScaleRequest? NewestSession(string mac)
    {
        ScaleRequest? newest = null;
        DateTimeOffset newestAt = DateTimeOffset.MinValue;
        foreach (long recording in archive.NewestRecordings(mac, MaxRecordings))
        {
            foreach ((ScaleRequest request, DateTimeOffset at) in Requests(recording))
            {
                if (request.Kind == RequestKind.SessionNew && request.Mac == mac && at > newestAt)
                {
                    (newest, newestAt) = (request, at);
                }
            }
        }

        return newest;
    }

    /// <summary>Puts what waits into parcels, one for each request to be made: what is in doubt first, then measurements, oldest first, then the rest.</summary>
    /// <param name="items">What waits, of one scale.</param>
    public IReadOnlyList<Parcel> Parcels(IReadOnlyList<OutboxItem> items)
    {
        var parcels = new List<Parcel>(items.Count);
        foreach (IGrouping<long, OutboxItem> group in items.Where(item => item.Measurement is not null).GroupBy(item => item.Measurement!.RecordingId ?? 0))
        {
            AddMeasurements(group.Key, [.. group], parcels);
        }

        var sorted = new List<Parcel>(parcels.OrderBy(parcel => !parcel.IsInDoubt).ThenBy(parcel => parcel.Measurements[0].TakenAt));
        foreach (OutboxItem item in items.Where(item => item.Measurement is null))
        {
            sorted.Add(ParcelOf([item], item.ExchangeId is { } id && archive.FindExchange(id) is { } exchange && RequestOf(exchange) is { } request ? request : null, MeasurementForm.Plain));
        }

        return sorted;
    }

    // A request goes as it was where everything that it brought is to go; else each measurement is written anew in its form.
    private void AddMeasurements(long recording, List<OutboxItem> items, List<Parcel> parcels)
    {
        foreach ((ScaleRequest request, _) in recording == 0 ? [] : Requests(recording))
        {
            if (items.Count == 0)
            {
                return;
            }

            DecodedMeasurements decoded = MeasurementDecoder.Decode(request, items[0].Mac);
            List<OutboxItem> brought = [.. decoded.Measurements.Select(measurement => items.Find(item => IsSame(item.Measurement!.Measurement, measurement))).OfType<OutboxItem>().Distinct()];
            if (brought.Count == 0)
            {
                continue;
            }

            items.RemoveAll(brought.Contains);
            MeasurementForm form = FormOf(request);
            if (decoded.Problem is null && brought.Count == decoded.Measurements.Count)
            {
                parcels.Add(ParcelOf(brought, request, form));
            }
            else
            {
                parcels.AddRange(brought.Select(item => ParcelOf([item], null, form)));
            }
        }

        parcels.AddRange(items.Select(item => ParcelOf([item], null, MeasurementForm.Plain)));
    }

    private static Parcel ParcelOf(IReadOnlyList<OutboxItem> items, ScaleRequest? recorded, MeasurementForm form) => new()
    {
        Items = [.. items.Select(item => item.Id)],
        Recorded = recorded,
        Measurements = [.. items.Select(item => item.Measurement?.Measurement).OfType<Measurement>()],
        Form = form,
        Attempts = items.Max(item => item.Attempts),
        IsInDoubt = items.Any(item => item.State == OutboxState.Sending),
    };

    private static MeasurementForm FormOf(ScaleRequest request) =>
        !request.Fields.TryGet("measuregrps"u8, out _) ? MeasurementForm.Plain
        : request.Endpoint is "v2/measure" ? MeasurementForm.Mantissa
        : MeasurementForm.Grouped;

    private static bool IsSame(Measurement one, Measurement other) =>
        one.TakenAt == other.TakenAt && one.Mac == other.Mac && one.Values.SequenceEqual(other.Values)
        && one.UserIds.Order().SequenceEqual(other.UserIds.Distinct().Order());

    private IEnumerable<(ScaleRequest Request, DateTimeOffset At)> Requests(long recording)
    {
        foreach (RecordedExchange exchange in archive.Exchanges(recording).Take(MaxExchanges))
        {
            if (RequestOf(exchange) is { } request)
            {
                yield return (request, exchange.StartedAt);
            }
        }
    }

    private static ScaleRequest? RequestOf(RecordedExchange exchange) =>
        ReadExchange.From(exchange).Request is { } message ? new ScaleRequest(message) : null;
}
