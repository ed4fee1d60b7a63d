using System.Globalization;
using ScaleProxy.Archive;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Web.Asking;
using ScaleProxy.Web.People;

namespace ScaleProxy.Web.Measurements;

/// <summary>Reads a weight that is entered by hand.</summary>
internal static class NewMeasurement
{
    /// <summary>Reads it; problems are noted in the fields.</summary>
    /// <param name="fields">What was given.</param>
    /// <param name="people">Everybody known.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null where something is wrong.</returns>
    public static ManualWeighing? Read(Fields fields, KnownPeople people, DateTimeOffset now)
    {
        Person? person = PeopleResource.Find(people, fields.Number("person"));
        if (person is null)
        {
            fields.Wrong("person", "is to be a number of somebody who is known");
        }

        DateTimeOffset takenAt = ReadTime(fields, now);
        int grams = fields.Number("weightKg") is { } weight ? fields.Read("weightKg", () => PersonValue.Grams(weight)) : 0;
        if (grams == 0 && !fields.IsWrong("weightKg"))
        {
            fields.Wrong("weightKg", "is to be given: kilograms, like 64.5");
        }

        int? fat = ReadFat(fields);
        return person is null ? null : new ManualWeighing(person.VendorIds[0], takenAt.ToUnixTimeSeconds(), grams, fat);
    }

    private static DateTimeOffset ReadTime(Fields fields, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParse(fields.Text("takenAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset takenAt)
            && takenAt <= now.AddMinutes(1) && takenAt.ToUnixTimeSeconds() > 0)
        {
            return takenAt;
        }

        fields.Wrong("takenAt", "is to be a moment up to now, like 2026-01-31T07:12:00Z");
        return default;
    }

    private static int? ReadFat(Fields fields)
    {
        if (fields.Number("fatPercent") is not { } text)
        {
            return null;
        }

        decimal fat = decimal.Parse(text, CultureInfo.InvariantCulture);
        if (fat is >= ManualWeighing.LeanestPercent and <= ManualWeighing.FattestPercent)
        {
            return (int)decimal.Round(fat * 10);
        }

        fields.Wrong("fatPercent", $"is to be a percentage from {ManualWeighing.LeanestPercent} to {ManualWeighing.FattestPercent}");
        return null;
    }
}
