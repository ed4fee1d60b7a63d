using System.Text.Json;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>What a command left: its exit status and what it wrote.</summary>
internal sealed record CommandResult(int Status, string Output, string Error)
{
    /// <summary>The one JSON document on standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
