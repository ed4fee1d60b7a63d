using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores measurements, each once.</summary>
/// <param name="database">The connection that writes.</param>
/// <param name="assignments">Is asked whose a measurement is where the scale does not say.</param>
internal sealed class MeasurementStore(Database database, AssignmentStore assignments) : IDisposable
{
    private readonly Statement _insert = database.Prepare(
        """
        INSERT INTO measurement (mac, taken_at, fingerprint, user_id, candidates, attribution, device_type,
            battery, firmware, source, received_at, plausible, session_id, recording_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (mac, taken_at, fingerprint) DO NOTHING
        """);

    private readonly Statement _find = database.Prepare("SELECT id FROM measurement WHERE mac = $1 AND taken_at = $2 AND fingerprint = $3");

    private readonly Statement _addValue = database.Prepare(
        "INSERT INTO measurement_value (measurement_id, position, type, raw, exponent) VALUES ($1, $2, $3, $4, $5)");

    private readonly Statement _addCandidate = database.Prepare(
        "INSERT INTO measurement_candidate (measurement_id, position, user_id) VALUES ($1, $2, $3)");

    /// <summary>Stores a measurement.</summary>
    /// <param name="archived">The measurement.</param>
    /// <param name="fingerprint">Its <see cref="MeasurementFingerprint"/>.</param>
    /// <param name="recording">The recording that holds its raw request.</param>
    /// <returns>Its number; null where it was there.</returns>
    public long? Store(ArchivedMeasurement archived, ReadOnlySpan<byte> fingerprint, long? recording)
    {
        Measurement measurement = archived.Measurement;
        IReadOnlyList<long> users = measurement.UserIds;
        long? user = measurement.OnlyUserId;
        bool ambiguous = user is null && users.Count > 0;
        long? id = _insert
            .Bind(1, measurement.Mac)
            .Bind(2, measurement.TakenAt)
            .Bind(3, fingerprint)
            .Bind(4, user)
            .Bind(5, ambiguous ? users.Count : 0)
            .Bind(6, measurement.Attribution)
            .Bind(7, measurement.DeviceType)
            .Bind(8, archived.Battery)
            .Bind(9, archived.Firmware)
            .Bind(10, MeasurementSourceText.Of(archived.Source))
            .Bind(11, Timestamp.From(archived.ReceivedAt))
            .Bind(12, measurement.HasPlausibleTime(archived.ReceivedAt) ? 1 : 0)
            .Bind(13, archived.SessionId)
            .Bind(14, recording)
            .Insert();
        if (id is not { } row)
        {
            return null;
        }

        for (int i = 0; i < measurement.Values.Count; i++)
        {
            MeasuredValue value = measurement.Values[i];
            _addValue.Bind(1, row).Bind(2, i).Bind(3, value.Type).Bind(4, value.Raw).Bind(5, value.Exponent).Run();
        }

        for (int i = 0; ambiguous && i < users.Count; i++)
        {
            _addCandidate.Bind(1, row).Bind(2, i).Bind(3, users[i]).Run();
        }

        if (user is null)
        {
            assignments.Decide(row, archived);
        }

        return row;
    }

    /// <summary>The number of a measurement that is archived; null where it is not.</summary>
    public long? Find(Measurement measurement, ReadOnlySpan<byte> fingerprint)
    {
        _find.Bind(1, measurement.Mac).Bind(2, measurement.TakenAt).Bind(3, fingerprint);
        long? id = _find.Step() ? _find.Int64(0) : null;
        _find.Reset();
        return id;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _addValue.Dispose();
        _addCandidate.Dispose();
    }
}
