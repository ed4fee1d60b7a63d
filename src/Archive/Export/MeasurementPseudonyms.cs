using System.Globalization;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// Takes from measurements what says whose they are: scales become <c>00:00:00:00:00:01</c> and on (their maker's prefix goes too),
/// people's numbers 1 and on, their names <c>P1</c> and on, in the order in which an export comes to them. The same scale or
/// person has the same pseudonym all through an export, and nothing leads back from it. The session, which a scale goes on with
/// as proof, and the recording, which names its address, are left out, and so are what is known of a person, and the reason for
/// an assignment, which names people.
/// </summary>
public sealed class MeasurementPseudonyms
{
    private readonly Dictionary<string, string> _macs = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _people = [];

    /// <summary>The measurement as it may be given to others.</summary>
    /// <param name="measurement">The measurement.</param>
    public StoredMeasurement Of(StoredMeasurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        Measurement said = measurement.Measurement;
        long? person = measurement.UserId is { } effective ? PersonOf(effective, measurement.Person) : null;
        return measurement with
        {
            Measurement = said with { Mac = MacOf(said.Mac), UserIds = [.. said.UserIds.Select(user => PersonOf(user, measurement.Person))] },
            UserId = person,
            User = person is { } number ? string.Create(CultureInfo.InvariantCulture, $"P{number}") : null,
            Person = null,
            Assignment = measurement.Assignment is { } assignment ? assignment with { Reason = string.Empty, SaidUserId = assignment.SaidUserId is { } named ? PersonOf(named, measurement.Person) : null } : null,
            SessionId = null,
            RecordingId = null,
        };
    }

    private string MacOf(string mac)
    {
        if (!_macs.TryGetValue(mac, out string? pseudonym))
        {
            int number = _macs.Count + 1;
            pseudonym = string.Create(CultureInfo.InvariantCulture, $"00:00:00:{number >> 16 & 0xFF:x2}:{number >> 8 & 0xFF:x2}:{number & 0xFF:x2}");
            _macs.Add(mac, pseudonym);
        }

        return pseudonym;
    }

    // Whoever is meant by several numbers is one person.
    private long PersonOf(long user, Person? owner)
    {
        user = owner is not null && owner.VendorIds.Contains(user) ? owner.VendorIds[0] : user;
        if (!_people.TryGetValue(user, out long pseudonym))
        {
            pseudonym = _people.Count + 1;
            _people.Add(user, pseudonym);
        }

        return pseudonym;
    }
}
