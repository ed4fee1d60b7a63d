using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Reading;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>
/// Says whose a measurement is that the scale gave to nobody, or to several, in the transaction that stores it. A measurement
/// that the scale gave to one person never comes here.
/// </summary>
/// <param name="database">The connection that writes.</param>
internal sealed class AssignmentStore(Database database) : IDisposable
{
    private readonly Statement _add = database.Prepare(
        "INSERT INTO assignment (measurement_id, said_user_id, method, reason, assigned_at) VALUES ($1, NULL, 'rule', $2, $3)");

    private readonly Statement _give = database.Prepare("UPDATE measurement SET user_id = $1 WHERE id = $2");

    private readonly Statement _user = database.Prepare("SELECT user_id FROM measurement WHERE id = $1");

    // What the scale said stays as it was first noted.
    private readonly Statement _override = database.Prepare(
        """
        INSERT INTO assignment (measurement_id, said_user_id, method, reason, assigned_at) VALUES ($1, $2, 'owner', $3, $4)
        ON CONFLICT (measurement_id) DO UPDATE SET method = excluded.method, reason = excluded.reason, assigned_at = excluded.assigned_at
        """);

    private readonly Statement _noteChange = database.Prepare("INSERT INTO measurement_change (measurement_id) VALUES ($1)");

    private readonly PeopleReader _people = new(database);
    private readonly LastWeightReader _weights = new(database);

    /// <summary>Decides by the scale's own rule, and notes why. What is no weight is left alone: it is nobody's.</summary>
    /// <param name="row">The measurement's number.</param>
    /// <param name="archived">The measurement.</param>
    public void Decide(long row, ArchivedMeasurement archived)
    {
        Measurement measurement = archived.Measurement;
        if (measurement.Find(MeasureType.Weight)?.ToDecimal() is not { } weight)
        {
            return;
        }

        List<SessionPerson> may = WhomItMayBe(measurement).ConvertAll(entry => Weighed(entry, measurement.TakenAt));
        Verdict verdict = measurement.UserIds.Count > 0
            ? Verdict.Between(weight, measurement.TakenAt, may)
            : Verdict.Of(weight, measurement.TakenAt, may);
        _add.Bind(1, row).Bind(2, verdict.Reason).Bind(3, Timestamp.From(archived.ReceivedAt)).Run();
        if (verdict.UserId is { } user)
        {
            _give.Bind(1, user).Bind(2, row).Run();
        }
    }

    /// <summary>Gives a measurement to whom its owner says.</summary>
    /// <returns>False where there is no such measurement.</returns>
    public bool Override(Reassignment reassignment)
    {
        if (!_user.Bind(1, reassignment.MeasurementId).Step())
        {
            return false;
        }

        long? user = _user.NullableInt64(0);
        _user.Reset();
        _override.Bind(1, reassignment.MeasurementId)
            .Bind(2, user)
            .Bind(3, reassignment.UserId is null ? "given to nobody by the owner" : "given by the owner")
            .Bind(4, Timestamp.From(reassignment.At))
            .Run();
        _give.Bind(1, reassignment.UserId).Bind(2, reassignment.MeasurementId).Run();
        _noteChange.Bind(1, reassignment.MeasurementId).Run();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _add.Dispose();
        _give.Dispose();
        _user.Dispose();
        _override.Dispose();
        _noteChange.Dispose();
        _people.Dispose();
        _weights.Dispose();
    }

    // Those whom the scale is told of; of these, those whom it named, where it named any. The scale may name somebody whom
    // nobody has heard of here.
    private List<RosterEntry> WhomItMayBe(Measurement measurement)
    {
        var people = new KnownPeople(_people.Edited(), [], []);
        List<RosterEntry> roster = [.. Roster.Of(_people.SaidOf(measurement.Mac), people)];
        if (measurement.UserIds.Count == 0)
        {
            return roster;
        }

        foreach (long id in measurement.UserIds)
        {
            if (!roster.Exists(entry => entry.UserIds.Contains(id)))
            {
                roster.Add(people.Of(id) is { } person ? new RosterEntry(id, person.VendorIds, null, person) : new RosterEntry(id, [id], null, null));
            }
        }

        roster.RemoveAll(entry => !entry.UserIds.Any(measurement.UserIds.Contains));
        return roster;
    }

    // As the scale would have known them at that time: a measurement that waited, or was imported years later, is compared
    // with what people weighed then.
    private SessionPerson Weighed(RosterEntry entry, long takenAt)
    {
        SessionPerson person = entry.WithoutArchive();
        bool known = person.Weight > 0 && person.WeighedAt <= takenAt + PersonMatch.LatestWeight;
        foreach (long id in entry.UserIds)
        {
            if (_weights.Newest(id, takenAt + PersonMatch.LatestWeight) is { } last && (!known || last.TakenAt >= person.WeighedAt)
                && last.Weight.ToDecimal() is { } kilograms)
            {
                person = person with { Weight = kilograms, WeighedAt = last.TakenAt, Attribution = 0 };
                known = true;
            }
        }

        return person;
    }
}
