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
        new(ScalePost.Write(RequestKind.MaintStore, "maint", $"action=store&sessionid={session.Id}&source=1&type=1&data={Convert.ToHexStringLower(MaintenanceWriter.Write(scale, session, now))}"), "its state, secret and all");

    /// <summary>Asks to be linked to an account.</summary>
    public ScaleCall Association() =>
        new(ScalePost.Write(RequestKind.AssociationRequest, "association", $"action=deviceassociationrequest&{Origin}"));

    /// <summary>Hands on a weight.</summary>
    public ScaleCall Measure(Weighing weighing)
    {
        MeasuredValue[] values = scale.Model switch
        {
            SimulatedModel.Wbs01 => [weighing.Weight, s_extracellular, s_intracellular],
            SimulatedModel.Ws50 => [weighing.Weight, s_resistance, s_pulse],
            _ => [weighing.Weight],
        };
        MeasurementForm form = scale.Model == SimulatedModel.Ws50 ? MeasurementForm.Grouped : MeasurementForm.Plain;
        var measurement = new Measurement(scale.Mac, weighing.TakenAt, [.. weighing.Recognized.Select(person => person.Id)], Attribution(weighing), DeviceType, values);
        return new ScaleCall(ScaleWriter.Measure(session.Id, measurement, form), Describe(weighing, values));
    }

    /// <summary>What is left to say before the session ends: of a WS-50, the air of its room.</summary>
    public IEnumerable<ScaleCall> Room(DateTimeOffset now)
    {
        if (scale.Model != SimulatedModel.Ws50)
        {
            yield break;
        }

        var air = new Measurement(scale.Mac, now.ToUnixTimeSeconds(), [], null, null, [s_temperature, s_carbonDioxide]);
        yield return new ScaleCall(ScaleWriter.Measure(session.Id, air, MeasurementForm.Mantissa), ReadingText.Of(air.Values));

        // Of this one no more is known than its name and its reply.
        yield return new ScaleCall(ScalePost.Write("v2/weather", "v2/weather", Origin), "asked for the weather");
    }

    /// <summary>Ends the session.</summary>
    public ScaleCall Delete() =>
        new(ScaleWriter.EndSession(session.Id), "the session is over");

    // 1 where several people match.
    private static int Attribution(Weighing weighing) => weighing.Recognized.Count > 1 ? 1 : 0;

    private static string Describe(Weighing weighing, MeasuredValue[] values)
    {
        string who = weighing.Recognized.Count == 0 ? "nobody it knows" : string.Join(" or ", weighing.Recognized.Select(person => DisplayText.Of(person.Name)));
        string when = weighing.Waited ? FormattableString.Invariant($", of {DateTimeOffset.FromUnixTimeSeconds(weighing.TakenAt):yyyy-MM-dd HH:mm} UTC") : string.Empty;
        return $"{who}: {ReadingText.Of(values)}{when}";
    }
}
