using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>A field of a request, for people to read.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Value">Its value, unescaped.</param>
/// <param name="Meaning">What it is, in words; null where that is not known.</param>
public readonly record struct RequestField(string Name, string Value, string? Meaning)
{
    // Seen in published captures, and in the firmware of a WS-30.
    private static readonly Dictionary<string, string> s_meanings = new(StringComparer.Ordinal)
    {
        ["action"] = "what is asked for",
        ["auth"] = "the scale's MAC address",
        ["macaddress"] = "the scale's MAC address",
        ["hash"] = "the scale's proof: md5 of its MAC, its secret and the token it was given",
        ["mfgid"] = "the model",
        ["currentfw"] = "the firmware it runs",
        ["batterylvl"] = "the battery, percent",
        ["duration"] = "how long the session may take, seconds",
        ["zreboot"] = "whether it started anew",
        ["sessionid"] = "the session it was given",
        ["userid"] = "the person it takes to be standing on it",
        ["meastime"] = "when it weighed, unix seconds",
        ["devtype"] = "the kind of device, 1 for a scale",
        ["attribstatus"] = "how sure it is of the person: 0 sure, 1 several match",
        ["measures"] = "what it measured: each value times ten to the power of its unit",
        ["measuregrps"] = "what it measured, several times",
        ["source"] = "where the upload comes from",
        ["type"] = "the kind of upload: 1 its state, 2 a trace, 3 a library",
        ["data"] = "the upload, in hexadecimal digits",
    };

    /// <summary>The fields of a request's body, in their order.</summary>
    public static IEnumerable<RequestField> Of(ScaleRequest request)
    {
        var fields = new List<RequestField>();
        foreach (FormField field in request.Fields)
        {
            string name = Encoding.UTF8.GetString(FormFields.Unescaped(field.Name));
            fields.Add(new RequestField(name, Encoding.UTF8.GetString(FormFields.Unescaped(field.Value)), s_meanings.GetValueOrDefault(name)));
        }

        return fields;
    }
}
