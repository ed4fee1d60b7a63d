using System.Buffers.Text;
using System.Text.Json;

namespace ScaleProxy.Model.Scale;

/// <summary>One group of values while it is being read: what the form said, overridden by what the group says.</summary>
internal sealed class MeasurementGroup
{
    // No unit of measure is scaled further; a number beyond it is a mistake, and would not be computed with anyway.
    private const int MaxExponent = 100;

    public long? TakenAt { get; set; }

    public int? Attribution { get; set; }

    public int? DeviceType { get; set; }

    public List<long> UserIds { get; private set; } = [];

    public List<MeasuredValue> Values { get; } = [];

    /// <summary>What of the group could not be read; null where all could.</summary>
    public string? Problem { get; private set; }

    public MeasurementGroup Copy() => new()
    {
        TakenAt = TakenAt,
        Attribution = Attribution,
        DeviceType = DeviceType,
        UserIds = UserIds,
        Problem = Problem,
    };

    /// <summary>Adds a person the scale found to match.</summary>
    /// <param name="id">The vendor's number; null where it could not be read.</param>
    public void AddUser(long? id)
    {
        if (id is { } known)
        {
            UserIds.Add(known);
        }
        else
        {
            Problem = "a userid is no number";
        }
    }

    /// <summary>Reads one member of the group; unknown ones are passed over (the request itself is kept raw).</summary>
    /// <param name="reader">At the member's name; afterwards at the end of its value.</param>
    public void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("meastime"u8))
        {
            TakenAt = Long(ref reader);
        }
        else if (reader.ValueTextEquals("attribstatus"u8))
        {
            Attribution = Integer(ref reader) ?? Attribution;
        }
        else if (reader.ValueTextEquals("devtype"u8))
        {
            DeviceType = Integer(ref reader) ?? DeviceType;
        }
        else if (reader.ValueTextEquals("userid"u8))
        {
            ReadUsers(ref reader);
        }
        else if (reader.ValueTextEquals("measures"u8))
        {
            ReadValues(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadUsers(ref Utf8JsonReader reader)
    {
        // What the group says counts in place of what the form said.
        UserIds = [];
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            ReadUser(ref reader);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadUser(ref reader);
        }
    }

    private void ReadUser(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id))
        {
            AddUser(id);
        }
        else if (reader.TokenType == JsonTokenType.String && Utf8Parser.TryParse(reader.ValueSpan, out id, out int used) && used == reader.ValueSpan.Length)
        {
            AddUser(id);
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            reader.Skip();
            AddUser(null);
        }
    }

    private void ReadValues(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            Problem = "measures is not a list";
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && ReadValue(ref reader) is { } value)
            {
                Values.Add(value);
            }
            else
            {
                reader.Skip();
                Problem = "a value has no type or no number that can be read";
            }
        }
    }

    // {"value":V,"type":T,"unit":E}  |  {"type":T,"data":{"mantissa":M,"exponent":E}}
    private static MeasuredValue? ReadValue(ref Utf8JsonReader reader)
    {
        // A unit that is not there is 10^0; one that cannot be read (null) must not be taken for it.
        var parts = new ValueParts { Unit = 0 };
        ReadParts(ref reader, ref parts);
        return parts is { Type: { } type, Raw: { } raw, Unit: { } unit } && Math.Abs((long)parts.Exponent + unit) <= MaxExponent
            ? new MeasuredValue(type, raw, parts.Exponent + unit)
            : null;
    }

    private static void ReadParts(ref Utf8JsonReader reader, ref ValueParts parts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                parts.Type = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("unit"u8) || reader.ValueTextEquals("exponent"u8))
            {
                parts.Unit = Integer(ref reader);
            }
            else if (reader.ValueTextEquals("value"u8) || reader.ValueTextEquals("mantissa"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && ExactNumber.TryParse(reader.ValueSpan, out long raw, out int exponent))
                {
                    parts.Raw = raw;
                    parts.Exponent = exponent;
                }
                else
                {
                    reader.Skip();
                }
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadParts(ref reader, ref parts);
                }
                else
                {
                    reader.Skip();
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static int? Integer(ref Utf8JsonReader reader) => Long(ref reader) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static long? Long(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    private struct ValueParts
    {
        public int? Type { get; set; }

        public long? Raw { get; set; }

        public int Exponent { get; set; }

        public int? Unit { get; set; }
    }
}
