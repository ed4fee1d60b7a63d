using System.Globalization;
using System.Text.Json;
using ScaleProxy.Model.Body;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>Measurements as scripts rely on them. Values are written out exactly, never by way of binary fractions.</summary>
public static class MeasurementJson
{
    /// <summary>Writes a list of measurements.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="measurements">The measurements, each good for its turn.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<StoredMeasurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(measurements);
        json.WriteStartArray();
        foreach (StoredMeasurement stored in measurements)
        {
            Write(json, stored);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one measurement: all that another archive needs to hold the same.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="stored">The measurement.</param>
    public static void Write(Utf8JsonWriter json, StoredMeasurement stored)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(stored);
        Measurement measurement = stored.Measurement;
        json.WriteStartObject();
        json.WriteNumber("id", stored.Id);
        json.WriteString("mac", measurement.Mac);
        json.WriteOptional("userId", stored.UserId);
        json.WriteString("user", stored.User);
        json.WriteString("person", stored.Person?.Name);
        json.WriteStartArray("userIds");
        foreach (long id in measurement.UserIds)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        json.WriteString("takenAt", DateTimeOffset.FromUnixTimeSeconds(measurement.TakenAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("takenAtUnix", measurement.TakenAt);
        json.WriteBoolean("plausibleTime", stored.Plausible);
        json.WriteTime("receivedAt", stored.ReceivedAt);
        json.WriteOptional("attribution", measurement.Attribution);
        json.WriteOptional("deviceType", measurement.DeviceType);
        json.WriteString("source", stored.Source.ToString().ToLowerInvariant());
        json.WritePropertyName("weightKg");
        if (measurement.Find(MeasureType.Weight) is { } weight)
        {
            json.WriteRawValue(weight.ToDecimalText());
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteOptional("battery", stored.Battery);
        json.WriteString("firmware", stored.Firmware);
        json.WriteString("forwarded", stored.Forwarded.ToString().ToLowerInvariant());
        WriteValues(json, measurement);
        WriteDerived(json, stored);
        WriteAssignment(json, stored.Assignment);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>values</c>: what the scale said it measured.</summary>
    public static void WriteValues(Utf8JsonWriter json, Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(measurement);
        json.WriteStartArray("values");
        foreach (MeasuredValue value in measurement.Values)
        {
            json.WriteStartObject();
            json.WriteNumber("type", value.Type);
            json.WriteString("name", MeasureType.NameOf(value.Type));
            json.WritePropertyName("value");
            json.WriteRawValue(value.ToDecimalText());
            json.WriteString("unit", MeasureType.UnitOf(value.Type));
            json.WriteNumber("raw", value.Raw);
            json.WriteNumber("exponent", value.Exponent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Apart from what the scale said.
    private static void WriteDerived(Utf8JsonWriter json, StoredMeasurement stored)
    {
        json.WriteStartArray("derived");
        foreach (DerivedValue value in DerivedValues.Of(stored.Measurement, stored.Person))
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            json.WriteNumber("value", value.Value);
            json.WriteString("unit", value.Unit);
            json.WriteString("formula", value.Formula);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAssignment(Utf8JsonWriter json, Assignment? assignment)
    {
        if (assignment is null)
        {
            json.WriteNull("assignment");
            return;
        }

        json.WriteStartObject("assignment");
        json.WriteString("method", assignment.Method.ToString().ToLowerInvariant());
        json.WriteString("reason", assignment.Reason);
        json.WriteOptional("saidUserId", assignment.SaidUserId);
        json.WriteEndObject();
    }
}
