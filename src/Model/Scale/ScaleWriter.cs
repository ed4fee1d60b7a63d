using System.Globalization;

namespace ScaleProxy.Model.Scale;

/// <summary>Writes the requests of a scale, after published captures.</summary>
public static class ScaleWriter
{
    /// <summary>The only manufacturer id in published captures; those of other models are not known.</summary>
    public const int UsualManufacturer = 262151;

    /// <summary>The firmware of the published captures.</summary>
    public const string UsualFirmware = "211";

    /// <summary>Asks for a token to prove oneself with.</summary>
    public static ScalePost Once() => ScalePost.Write(RequestKind.OnceGet, "once", "action=get");

    /// <summary>Begins a session.</summary>
    /// <param name="mac">The scale, lower case with colons.</param>
    /// <param name="hash">Its proof; see <see cref="HandshakeHash"/>.</param>
    /// <param name="manufacturer">Its <c>mfgid</c>.</param>
    /// <param name="firmware">Its firmware.</param>
    /// <param name="battery">Charge of its battery, percent.</param>
    public static ScalePost NewSession(string mac, string hash, int manufacturer, string firmware, int battery) => ScalePost.Write(
        RequestKind.SessionNew,
        "session",
        FormattableString.Invariant($"action=new&auth={mac}&hash={hash}&mfgid={manufacturer}&currentfw={Uri.EscapeDataString(firmware)}&batterylvl={battery}&duration=30&zreboot=1"));

    /// <summary>Hands on a measurement.</summary>
    /// <param name="session">The session's id.</param>
    /// <param name="measurement">The measurement.</param>
    /// <param name="form">How the scale writes it.</param>
    public static ScalePost Measure(string session, Measurement measurement, MeasurementForm form)
    {
        string origin = $"action=store&sessionid={session}&macaddress={measurement.Mac}";
        return form switch
        {
            MeasurementForm.Mantissa => ScalePost.Write("v2/measure store", "v2/measure", origin + Groups($"[{Group(measurement, form)}]")),
            MeasurementForm.Grouped => ScalePost.Write(RequestKind.MeasureStore, "measure", origin + Groups($$"""{"measuregrps":[{{Group(measurement, form)}}]}""")),
            _ => ScalePost.Write(RequestKind.MeasureStore, "measure", origin + Plain(measurement)),
        };
    }

    /// <summary>Ends a session.</summary>
    /// <param name="session">The session's id.</param>
    public static ScalePost EndSession(string session) =>
        ScalePost.Write(RequestKind.SessionDelete, "session", $"action=delete&sessionid={session}");

    private static string Plain(Measurement measurement)
    {
        string people = string.Concat(measurement.UserIds.Select(id => FormattableString.Invariant($"&userid={id}")));
        string kind = Optional("&devtype=", measurement.DeviceType) + Optional("&attribstatus=", measurement.Attribution);
        string measures = $$"""{"measures":[{{Values(measurement, MeasurementForm.Plain)}}]}""";
        return FormattableString.Invariant($"{people}&meastime={measurement.TakenAt}{kind}&measures={Uri.EscapeDataString(measures)}");
    }

    private static string Groups(string json) => $"&measuregrps={Uri.EscapeDataString(json)}";

    private static string Group(Measurement measurement, MeasurementForm form)
    {
        string[] ids = [.. measurement.UserIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];
        string people = ids switch
        {
            [] => string.Empty,
            [string one] => $"\"userid\":{one},",
            _ => $"\"userid\":[{string.Join(',', ids)}],",
        };
        string kind = Optional("\"devtype\":", measurement.DeviceType, ",") + Optional("\"attribstatus\":", measurement.Attribution, ",");
        return FormattableString.Invariant($$"""{"meastime":{{measurement.TakenAt}},{{people}}{{kind}}"measures":[{{Values(measurement, form)}}]}""");
    }

    private static string Values(Measurement measurement, MeasurementForm form) =>
        string.Join(',', measurement.Values.Select(value => form == MeasurementForm.Mantissa
            ? FormattableString.Invariant($$$"""{"type":{{{value.Type}}},"data":{"mantissa":{{{value.Raw}}},"exponent":{{{value.Exponent}}}}}""")
            : FormattableString.Invariant($$"""{"value":{{value.Raw}},"type":{{value.Type}},"unit":{{value.Exponent}}}""")));

    private static string Optional(string before, int? number, string after = "") =>
        number is { } known ? FormattableString.Invariant($"{before}{known}{after}") : string.Empty;
}
