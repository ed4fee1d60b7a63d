using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.People;

/// <summary>People, for people.</summary>
internal static class PersonListing
{
    /// <summary>Prints them, a line each.</summary>
    /// <param name="archive">What they weighed.</param>
    /// <param name="people">Who.</param>
    public static void Print(ScaleArchive archive, IReadOnlyList<Person> people) =>
        Listing.Print(
            ["ID", "SHORT", "NAME", "HEIGHT", "BORN", "SEX", "LAST WEIGHT", "VENDOR'S NUMBERS", "KNOWN FROM"],
            people.Select(person => (IReadOnlyList<string>)
            [
                person.Id?.ToString(CultureInfo.InvariantCulture) ?? "-",
                person.ShortName,
                person.Name,
                person.Height is { } height ? string.Create(CultureInfo.InvariantCulture, $"{height / 1000m:0.0##} m") : "-",
                BornOf(person),
                person.Sex?.ToString().ToLowerInvariant() ?? "-",
                WeightOf(archive, person),
                string.Join(", ", person.VendorIds),
                person.IsRemoved ? "removed" : person.IsAdded ? "you" : person.IsEdited ? "the vendor, edited" : "the vendor, not edited",
            ]),
            "nobody is known yet; `scaleproxy users add NAME` adds somebody, and whoever the vendor names to a scale is known by themselves");

    private static string BornOf(Person person) =>
        person.BirthDate is { } date ? date.ToString("O", CultureInfo.InvariantCulture)
        : person.BornAbout is { } about ? "about " + about.Year.ToString(CultureInfo.InvariantCulture)
        : "-";

    private static string WeightOf(ScaleArchive archive, Person person) =>
        archive.LastWeightOf(person) is { } last ? $"{last.Weight.ToDecimalText()} kg, {MomentText.Of(DateTimeOffset.FromUnixTimeSeconds(last.TakenAt))}"
        : person.EnteredWeight is { } entered ? string.Create(CultureInfo.InvariantCulture, $"about {entered.Kilograms:0.###} kg")
        : "-";
}
