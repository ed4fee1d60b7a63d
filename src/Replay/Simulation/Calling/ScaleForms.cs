using System.Globalization;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>The requests of a scale within a session, each model in its own way.</summary>
/// <param name="scale">Who calls.</param>
/// <param name="session">The session it was given.</param>
internal sealed class ScaleForms(ScaleIdentity scale, SessionGrant session)
{
    private const int DeviceType = 1;

    private static readonly MeasuredValue s_resistance = new(16, 522, 0);
    private static readonly MeasuredValue s_pulse = new(11, 64, 0);
    private static readonly MeasuredValue s_extracellular = new(2, 522, 0);
    private static readonly MeasuredValue s_intracellular = new(3, 2200, 0);
    private static readonly MeasuredValue s_temperature = new(12, 215, -1);
    private static readonly MeasuredValue s_carbonDioxide = new(35, 640, 0);

    private string Origin => $"sessionid={session.Id}&macaddress={scale.Mac}";

    /// <summary>The upload of the scale's state.</summary>
    public ScaleCall Maintenance(DateTimeOffset now) =>
        new(RequestKind.MaintStore, "maint", $"action=store&sessionid={session.Id}&source=1&type=1&data={Convert.ToHexStringLower(MaintenanceWriter.Write(scale, session, now))}", "its state, secret and all");

    /// <summary>Asks to be linked to an account.</summary>
    public ScaleCall Association() =>
        new(RequestKind.AssociationRequest, "association", $"action=deviceassociationrequest&{Origin}");

    /// <summary>Hands on a weight.</summary>
    public ScaleCall Measure(Weighing weighing)
    {
        MeasuredValue[] values = scale.Model switch
        {
            SimulatedModel.Wbs01 => [weighing.Weight, s_extracellular, s_intracellular],
            SimulatedModel.Ws50 => [weighing.Weight, s_resistance, s_pulse],
            _ => [weighing.Weight],
        };
        string form = scale.Model == SimulatedModel.Ws50 ? Grouped(weighing, values) : Plain(weighing, values);
        return new ScaleCall(RequestKind.MeasureStore, "measure", $"action=store&{Origin}{form}", Describe(weighing, values));
    }

    /// <summary>What is left to say before the session ends: of a WS-50, the air of its room.</summary>
    public IEnumerable<ScaleCall> Room(DateTimeOffset now)
    {
        if (scale.Model != SimulatedModel.Ws50)
        {
            yield break;
        }

        MeasuredValue[] air = [s_temperature, s_carbonDioxide];
        string values = string.Join(',', air.Select(value => FormattableString.Invariant($$$"""{"type":{{{value.Type}}},"data":{"mantissa":{{{value.Raw}}},"exponent":{{{value.Exponent}}}}}""")));
        string groups = FormattableString.Invariant($$"""[{"meastime":{{now.ToUnixTimeSeconds()}},"measures":[{{values}}]}]""");
        yield return new ScaleCall("v2/measure store", "v2/measure", $"action=store&{Origin}&measuregrps={Uri.EscapeDataString(groups)}", ReadingText.Of(air));

        // Of this one no more is known than its name and its reply.
        yield return new ScaleCall("v2/weather", "v2/weather", Origin, "asked for the weather");
    }

    /// <summary>Ends the session.</summary>
    public ScaleCall Delete() =>
        new(RequestKind.SessionDelete, "session", $"action=delete&sessionid={session.Id}", "the session is over");

    private static string Plain(Weighing weighing, MeasuredValue[] values)
    {
        string people = string.Concat(weighing.Recognized.Select(person => FormattableString.Invariant($"&userid={person.Id}")));
        string measures = $$"""{"measures":[{{Values(values)}}]}""";
        return FormattableString.Invariant($"{people}&meastime={weighing.TakenAt}&devtype={DeviceType}&attribstatus={Attribution(weighing)}&measures={Uri.EscapeDataString(measures)}");
    }

    private static string Grouped(Weighing weighing, MeasuredValue[] values)
    {
        string[] ids = [.. weighing.Recognized.Select(person => person.Id.ToString(CultureInfo.InvariantCulture))];
        string people = ids switch
        {
            [] => string.Empty,
            [string one] => $"\"userid\":{one},",
            _ => $"\"userid\":[{string.Join(',', ids)}],",
        };
        string groups = FormattableString.Invariant($$"""{"measuregrps":[{"meastime":{{weighing.TakenAt}},{{people}}"devtype":{{DeviceType}},"attribstatus":{{Attribution(weighing)}},"measures":[{{Values(values)}}]}]}""");
        return $"&measuregrps={Uri.EscapeDataString(groups)}";
    }

    private static string Values(MeasuredValue[] values) =>
        string.Join(',', values.Select(value => FormattableString.Invariant($$"""{"value":{{value.Raw}},"type":{{value.Type}},"unit":{{value.Exponent}}}""")));

    // 1 where several people match.
    private static int Attribution(Weighing weighing) => weighing.Recognized.Count > 1 ? 1 : 0;

    private static string Describe(Weighing weighing, MeasuredValue[] values)
    {
        string who = weighing.Recognized.Count == 0 ? "nobody it knows" : string.Join(" or ", weighing.Recognized.Select(person => DisplayText.Of(person.Name)));
        string when = weighing.Waited ? FormattableString.Invariant($", of {DateTimeOffset.FromUnixTimeSeconds(weighing.TakenAt):yyyy-MM-dd HH:mm} UTC") : string.Empty;
        return $"{who}: {ReadingText.Of(values)}{when}";
    }
}
