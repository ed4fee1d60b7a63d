using System.Globalization;
using System.Text.Json;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>
/// Takes settings out of a document, and keeps every fault with its place, so that all of them are told at once. What is
/// faulty reads as absent.
/// </summary>
/// <param name="text">The document, UTF-8.</param>
/// <param name="secrets">Finds secrets that are kept elsewhere.</param>
internal sealed class SettingsReader(ReadOnlyMemory<byte> text, SecretSource secrets)
{
    // Whatever it is, no broker and no server takes more.
    private const int MaxText = 4096;

    private readonly List<(int Offset, SettingsFault Fault)> _faults = [];

    /// <summary>Every fault, in their order in the file.</summary>
    public IReadOnlyList<SettingsFault> Faults => [.. _faults.OrderBy(static fault => fault.Offset).Select(static fault => fault.Fault)];

    /// <summary>Whether a secret stands in the document itself.</summary>
    public bool HoldsSecret { get; private set; }

    /// <summary>Notes a fault.</summary>
    /// <param name="offset">Where, bytes.</param>
    /// <param name="setting">Which setting.</param>
    /// <param name="problem">What was expected, and the mend.</param>
    public void Fault(int offset, string setting, string problem)
    {
        (int line, int column) = PlacedValue.PlaceOf(text.Span, offset);
        _faults.Add((offset, new SettingsFault(line, column, setting, problem)));
    }

    /// <summary>Whether a value is an object that has no other members than these, each once.</summary>
    /// <param name="value">The value.</param>
    /// <param name="known">The members there can be.</param>
    /// <returns>False where it is no object.</returns>
    public bool IsObject(PlacedValue value, params IReadOnlyList<string> known)
    {
        if (value.Kind != JsonTokenType.StartObject)
        {
            Fault(value.Offset, value.Path, "expected an object; write { … }");
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlacedMember member in value.Members)
        {
            if (!seen.Add(member.Name))
            {
                Fault(member.Offset, member.Value.Path, "it stands here a second time; leave one of them out");
            }
            else if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                Fault(member.Offset, member.Value.Path, LikelyName.Of(member.Name, known) is { } meant
                    ? $"there is no such setting; did you mean \"{meant}\"?"
                    : $"there is no such setting; there are {string.Join(", ", known)}");
            }
        }

        return true;
    }

    /// <summary>A member's value; null where there is none.</summary>
    public static PlacedValue? Find(PlacedValue parent, string name) =>
        parent.Members.FirstOrDefault(member => member.Name == name)?.Value;

    /// <summary>The values of an array; none where there is no such member.</summary>
    public IReadOnlyList<PlacedValue> List(PlacedValue parent, string name)
    {
        if (Find(parent, name) is not { } value)
        {
            return [];
        }

        if (value.Kind != JsonTokenType.StartArray)
        {
            Fault(value.Offset, value.Path, "expected a list; write [ … ]");
        }

        return value.Items;
    }

    /// <summary>A text that is not empty; null where there is none.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The member.</param>
    /// <param name="expected">What it is, for whom there is none: <c>the database to write to, like "scale"</c>.</param>
    /// <param name="isRequired">Whether it must be there.</param>
    public string? Text(PlacedValue parent, string name, string expected, bool isRequired = false)
    {
        if (Find(parent, name) is not { } value)
        {
            if (isRequired)
            {
                Fault(parent.Offset, parent.Path, $"\"{name}\" is missing; add {expected}");
            }

            return null;
        }

        if (value.Kind == JsonTokenType.String && value.Text.Length is > 0 and <= MaxText)
        {
            return value.Text;
        }

        Fault(value.Offset, value.Path, $"expected a text; write {expected}");
        return null;
    }

    /// <summary>Yes or no; no where it is not there.</summary>
    public bool Flag(PlacedValue parent, string name)
    {
        PlacedValue? value = Find(parent, name);
        if (value is not null && value.Kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            Fault(value.Offset, value.Path, "expected true or false");
        }

        return value?.Kind == JsonTokenType.True;
    }

    /// <summary>A number of whole seconds.</summary>
    public TimeSpan Seconds(PlacedValue parent, string name, int least, int most, TimeSpan otherwise)
    {
        if (Find(parent, name) is not { } value)
        {
            return otherwise;
        }

        if (value.Kind == JsonTokenType.Number
            && int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && seconds >= least && seconds <= most)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Fault(value.Offset, value.Path, string.Create(CultureInfo.InvariantCulture, $"expected whole seconds, {least} to {most}"));
        return otherwise;
    }

    /// <summary>
    /// A secret: a text, or where it is kept, <c>{"file": "PATH"}</c> or <c>{"env": "NAME"}</c>. Null where there is none.
    /// </summary>
    public Secret? Secret(PlacedValue parent, string name, bool isRequired = false)
    {
        const string Ways = "a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}";
        if (Find(parent, name) is not { } value)
        {
            if (isRequired)
            {
                Fault(parent.Offset, parent.Path, $"\"{name}\" is missing; add {Ways}");
            }

            return null;
        }

        switch (value.Kind)
        {
            case JsonTokenType.String when value.Text.Length is > 0 and <= MaxText:
                HoldsSecret = true;
                return new Secret(value.Text);
            case JsonTokenType.StartObject when value.Members is [{ Name: "file" or "env", Value: { Kind: JsonTokenType.String, Text.Length: > 0 } where }]:
                string? found = value.Members[0].Name == "file" ? secrets.OfFile(where.Text, out string? problem) : SecretSource.OfVariable(where.Text, out problem);
                if (found is null)
                {
                    Fault(where.Offset, where.Path, problem!);
                    return null;
                }

                return new Secret(found);
            default:
                Fault(value.Offset, value.Path, $"expected {Ways}");
                return null;
        }
    }
}
