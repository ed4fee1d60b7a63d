using System.Globalization;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Cli.Simulate;

/// <summary>Tells of a simulated scale's calls: a line for each step as it is made, or one JSON document at the end.</summary>
/// <param name="scale">Who calls.</param>
/// <param name="json">As JSON.</param>
internal sealed class ScaleReport(ScaleIdentity scale, bool json)
{
    private readonly List<(int Call, ScaleStep Step)> _steps = [];
    private int _call;
    private long _count;

    /// <summary>A call begins.</summary>
    /// <param name="number">Which.</param>
    public void BeginCall(int number) => _call = number;

    /// <summary>A step was made.</summary>
    public void Add(ScaleStep step)
    {
        _count++;
        if (json)
        {
            _steps.Add((_call, step));
        }
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Kind} → HTTP {step.HttpStatus}, status {step.Status}: {step.Understood}"));
        }
    }

    /// <summary>It is over.</summary>
    /// <param name="problem">Why the scale is not content; null where it is.</param>
    public void End(string? problem)
    {
        if (json)
        {
            WriteJson(problem);
        }
        else if (problem is null)
        {
            Console.WriteLine($"content: {Plural.Of(_count, "request")} answered as a scale wants it");
        }
    }

    private void WriteJson(string? problem) => JsonDocumentWriter.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("mac", scale.Mac);
        json.WriteBoolean("content", problem is null);
        json.WriteString("problem", problem);
        json.WriteStartArray("steps");
        foreach ((int call, ScaleStep step) in _steps)
        {
            json.WriteStartObject();
            json.WriteNumber("call", call);
            json.WriteString("kind", step.Kind);
            json.WriteNumber("httpStatus", step.HttpStatus);
            json.WriteNumber("status", step.Status);
            json.WriteString("understood", step.Understood);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
