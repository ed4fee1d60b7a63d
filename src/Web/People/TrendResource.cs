using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ScaleProxy.Archive;
using ScaleProxy.Model.Body;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.People;

/// <summary>How a value of somebody's went, as columns for a chart: <c>/people/{id}/trend</c>.</summary>
internal static class TrendResource
{
    private const string Weight = "weight";

    private static readonly Dictionary<string, int> s_types = new(StringComparer.Ordinal)
    {
        [Weight] = MeasureType.Weight,
        ["fat"] = MeasureType.FatRatio,
        ["bmi"] = MeasureType.Bmi,
        ["fatFree"] = MeasureType.FatFreeMass,
    };

    /// <summary>Answers.</summary>
    public static IResult Answer(HttpContext context, string id, PageServices page)
    {
        if (PeopleResource.Find(page.Archive.People(), id) is not { } person)
        {
            return PeopleResource.NotFound(id);
        }

        var query = new Query(context);
        string value = query.Text("value") ?? Weight;
        if (!s_types.ContainsKey(value))
        {
            query.Wrong("value", "is one of " + string.Join(", ", s_types.Keys));
        }

        var asked = new MeasurementQuery(User: id, Since: query.Moment("since"), Until: query.Moment("until"));
        return query.Refusal() ?? new JsonBody(json => Write(json, person, value, page.Archive.Measurements(asked)));
    }

    private static void Write(Utf8JsonWriter json, Person person, string value, IEnumerable<StoredMeasurement> measurements)
    {
        int type = s_types[value];
        string name = MeasureType.NameOf(type);
        string? formula = null;
        var takenAt = new List<long>();
        var points = new List<decimal>();
        var ids = new List<long>();
        foreach (StoredMeasurement stored in measurements)
        {
            if (!stored.Plausible)
            {
                continue;
            }

            // What the scale measured itself comes before what can be worked out of it.
            decimal? point = stored.Measurement.Find(type)?.ToDecimal();
            if (point is null && type != MeasureType.Weight && Derived(stored, name) is { } derived)
            {
                (point, formula) = (derived.Value, derived.Formula);
            }

            if (point is { } known)
            {
                takenAt.Add(stored.Measurement.TakenAt);
                points.Add(known);
                ids.Add(stored.Id);
            }
        }

        json.WriteStartObject();
        json.WriteNumber("person", person.VendorIds[0]);
        json.WriteString("value", value);
        json.WriteString("unit", MeasureType.UnitOf(type));
        json.WriteString("formula", formula);
        json.WriteStartObject("trend");
        json.WriteString("name", WeightTrend.Name);
        json.WriteEndObject();
        WriteColumns(json, takenAt, points, ids);
        json.WritePropertyName("goal");
        if (person.Goal is { } goal && type == MeasureType.Weight)
        {
            json.WriteNumberValue(goal / 1000m);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static DerivedValue? Derived(StoredMeasurement stored, string name)
    {
        IReadOnlyList<DerivedValue> values = DerivedValues.Of(stored.Measurement, stored.Person);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Name == name)
            {
                return values[i];
            }
        }

        return null;
    }

    private static void WriteColumns(Utf8JsonWriter json, List<long> takenAt, List<decimal> points, List<long> ids)
    {
        json.WriteStartArray("takenAt");
        takenAt.ForEach(json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteStartArray("points");
        points.ForEach(json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteStartArray("smoothed");
        foreach (double smoothed in WeightTrend.Of(takenAt, points))
        {
            json.WriteNumberValue(decimal.Round((decimal)smoothed, 3));
        }

        json.WriteEndArray();
        json.WriteStartArray("ids");
        ids.ForEach(json.WriteNumberValue);
        json.WriteEndArray();
    }
}
