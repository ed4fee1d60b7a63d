using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Runs checks one after the other, and tells what each found.</summary>
/// <param name="checks">The checks.</param>
internal sealed class Examination(IReadOnlyList<ICheck> checks)
{
    /// <summary>Runs them.</summary>
    /// <param name="found">Hears of each finding as it is made.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Every finding, with the name of its check.</returns>
    public async Task<IReadOnlyList<(string Check, Finding Finding)>> RunAsync(Action<string, Finding> found, CancellationToken cancellation)
    {
        var all = new List<(string, Finding)>();
        foreach (ICheck check in checks)
        {
            foreach (Finding finding in await RunAsync(check, cancellation))
            {
                found(check.Name, finding);
                all.Add((check.Name, finding));
            }
        }

        return all;
    }

    /// <summary>A finding as a line for people, and a second one where there is something to do.</summary>
    public static string TextOf(string check, Finding finding)
    {
        string text = $"{LevelText(finding.Level),-5} {check,-9} {finding.Text}";
        return finding.Mend is null ? text : text + Environment.NewLine + new string(' ', 16) + "→ " + finding.Mend;
    }

    /// <summary>All findings as one document.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<(string Check, Finding Finding)> findings)
    {
        json.WriteStartArray();
        foreach ((string check, Finding finding) in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", check);
            json.WriteString("level", LevelText(finding.Level));
            json.WriteString("finding", finding.Text);
            json.WriteString("mend", finding.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // One that cannot be made must not keep the others from being made.
    private static async Task<IReadOnlyList<Finding>> RunAsync(ICheck check, CancellationToken cancellation)
    {
        try
        {
            return await check.RunAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArchiveException or System.Net.Sockets.SocketException)
        {
            return [Finding.Bad(e.Message, "mend that, and run this again")];
        }
    }

    private static string LevelText(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warn => "warn",
        _ => "bad",
    };
}
