using ScaleProxy.Archive;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Feeds.HomeAssistant;

/// <summary>What there is to show of a house: its people as they last weighed themselves, and its scales.</summary>
/// <param name="People">Everybody who has weighed themselves, with the newest weighing.</param>
/// <param name="Gone">Numbers that stood for somebody who was removed, or is one with somebody else by now.</param>
/// <param name="Scales">Every scale.</param>
internal sealed record House(IReadOnlyList<(Person Person, StoredMeasurement Newest)> People, IReadOnlyList<long> Gone, IReadOnlyList<Profile> Scales)
{
    /// <summary>Reads it from the archive: a few rows for each person.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public static House Of(ScaleArchive archive)
    {
        var people = new List<(Person, StoredMeasurement)>();
        var gone = new List<long>();
        foreach (Person person in archive.People().All)
        {
            gone.AddRange(person.IsRemoved ? person.VendorIds : person.VendorIds.Skip(1));
            if (!person.IsRemoved && NewestOf(archive, person) is { } newest)
            {
                people.Add((person, newest));
            }
        }

        return new House(people, gone, archive.Profiles());
    }

    private static StoredMeasurement? NewestOf(ScaleArchive archive, Person person)
    {
        IReadOnlyList<LastWeight> weights = archive.LastWeights([.. person.VendorIds]);
        if (weights.Count == 0)
        {
            return null;
        }

        var at = DateTimeOffset.FromUnixTimeSeconds(weights.Max(static weight => weight.TakenAt));
        return archive.Measurements(new MeasurementQuery(Since: at, Until: at.AddSeconds(1)))
            .LastOrDefault(stored => stored.UserId is { } user && person.VendorIds.Contains(user) && stored.Measurement.Find(MeasureType.Weight) is not null);
    }
}
