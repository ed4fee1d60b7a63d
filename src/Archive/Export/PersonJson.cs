using System.Globalization;
using System.Text.Json;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>People as scripts rely on them.</summary>
public static class PersonJson
{
    /// <summary>Writes a list of people.</summary>
    public static void Write(Utf8JsonWriter json, ScaleArchive archive, IReadOnlyList<Person> people)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(people);
        json.WriteStartArray();
        foreach (Person person in people)
        {
            Write(json, archive, person);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one person.</summary>
    public static void Write(Utf8JsonWriter json, ScaleArchive archive, Person person)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(person);
        LastWeight? last = archive.LastWeightOf(person);
        json.WriteStartObject();
        json.WriteOptional("id", person.Id);
        json.WriteString("name", person.Name);
        json.WriteString("shortName", person.ShortName);
        WriteDecimal(json, "heightM", person.Height is { } height ? height / 1000m : null);
        json.WriteString("birthDate", TextOf(person.BirthDate));
        json.WriteString("bornAbout", TextOf(person.BornAbout));
        json.WriteString("sex", person.Sex?.ToString().ToLowerInvariant());
        json.WriteString("fatFormula", person.FatFormula);
        WriteDecimal(json, "enteredWeightKg", person.EnteredWeight?.Kilograms);
        WriteDecimal(json, "goalKg", person.Goal is { } goal ? goal / 1000m : null);
        WriteDecimal(json, "lastWeightKg", last?.Weight.ToDecimal());
        json.WriteOptional("lastWeighedAtUnix", last?.TakenAt);
        json.WriteStartArray("vendorIds");
        foreach (long id in person.VendorIds)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        json.WriteBoolean("edited", person.IsEdited);
        json.WriteBoolean("added", person.IsAdded);
        json.WriteBoolean("removed", person.IsRemoved);
        json.WriteEndObject();
    }

    private static void WriteDecimal(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string? TextOf(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);
}
