using System.Text.Json;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// Reads the measurements in a request, in any of the three ways scales write them: <c>measures</c> with the time and the
/// users beside it, <c>measuregrps</c> as an object, and the bare list of <c>/v2/measure</c> with mantissa and exponent.
/// The ways are told by what stands there, not by the endpoint: a newer firmware may well mix them.
/// <para>
/// A group is read whole or not at all. Half of it would be archived as one measurement, and all of it as a second one
/// once a better decoder reads the recording again.
/// </para>
/// </summary>
public static class MeasurementDecoder
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 16 };

    /// <summary>Whether the request can hand on measurements at all.</summary>
    /// <param name="request">Any request.</param>
    public static bool HasMeasurements(ScaleRequest request)
    {
        FormFields.Enumerator fields = request.Fields.GetEnumerator();
        while (fields.MoveNext())
        {
            if (fields.IsNamed("measures"u8) || fields.IsNamed("measuregrps"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the measurements of a request.</summary>
    /// <param name="request">Any request; one that holds none gives none.</param>
    /// <param name="sessionMac">The scale that the session belongs to, where the request itself names none.</param>
    public static DecodedMeasurements Decode(ScaleRequest request, string? sessionMac)
    {
        if (!HasMeasurements(request))
        {
            return new DecodedMeasurements([], null);
        }

        if ((request.Mac ?? sessionMac) is not { } mac)
        {
            return new DecodedMeasurements([], "a measurement names neither a scale nor a known session");
        }

        var found = new List<Measurement>();
        string? problem = null;
        MeasurementGroup form = FromForm(request.Fields);
        foreach (FormField field in request.Fields)
        {
            if (field.Name.SequenceEqual("measures"u8) || field.Name.SequenceEqual("measuregrps"u8))
            {
                problem = ReadDocument(FormFields.Unescaped(field.Value), mac, form, found) ?? problem;
            }
        }

        return new DecodedMeasurements(found, problem);
    }

    private static MeasurementGroup FromForm(FormFields fields)
    {
        var group = new MeasurementGroup
        {
            TakenAt = fields.Integer("meastime"u8),
            Attribution = fields.Integer32("attribstatus"u8),
            DeviceType = fields.Integer32("devtype"u8),
        };
        foreach (FormField field in fields)
        {
            if (field.Name.SequenceEqual("userid"u8) && !field.Value.IsEmpty)
            {
                group.AddUser(FormFields.IntegerOf(field.Value));
            }
        }

        return group;
    }

    private static string? ReadDocument(ReadOnlySpan<byte> json, string mac, MeasurementGroup form, List<Measurement> found)
    {
        var reader = new Utf8JsonReader(json, s_options);
        try
        {
            if (!reader.Read())
            {
                return "the measurements are empty";
            }

            string? problem = ReadGroups(ref reader, mac, form, found);
            return reader.Read() ? "something follows the measurements' JSON" : problem;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that is no Unicode text is found where names are compared, and is an invalid operation.
            return FormattableString.Invariant($"the measurements are not JSON, at byte {reader.BytesConsumed}");
        }
    }

    // {"measures":[…]}  |  {"measuregrps":[group…]}  |  [group…]
    private static string? ReadGroups(ref Utf8JsonReader reader, string mac, MeasurementGroup form, List<Measurement> found)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            string? problem = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                problem = ReadGroups(ref reader, mac, form, found) ?? problem;
            }

            return problem;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "the measurements are neither an object nor a list";
        }

        MeasurementGroup group = form.Copy();
        string? inner = null;
        bool nested = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("measuregrps"u8))
            {
                nested = true;
                reader.Read();
                inner = ReadGroups(ref reader, mac, form, found) ?? inner;
            }
            else
            {
                group.ReadMember(ref reader);
            }
        }

        if (nested && group.Values.Count == 0)
        {
            return group.Problem ?? inner;
        }

        if (group.Problem is { } wrong)
        {
            return wrong;
        }

        if (group.Values.Count == 0)
        {
            return "a measurement has no values";
        }

        if (group.TakenAt is not { } takenAt)
        {
            return "a measurement has no meastime";
        }

        if (!Measurement.IsTime(takenAt))
        {
            return "a measurement's meastime is beyond the calendar";
        }

        found.Add(new Measurement(mac, takenAt, group.UserIds, group.Attribution, group.DeviceType, group.Values));
        return inner;
    }
}
