using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Web.Setup;

/// <summary>How far the first run is. Everything is read from the archive, so that a step stays done when the process ends.</summary>
/// <param name="page">What the page works with.</param>
/// <param name="startedAt">When we began to listen.</param>
internal sealed class SetupDocument(PageServices page, DateTimeOffset startedAt)
{
    /// <summary>How many steps there are.</summary>
    public const int StepCount = 7;

    private readonly NameSetup _names = new(page);

    /// <summary>The steps, in the order they are usually done.</summary>
    public IReadOnlyList<SetupStep> Steps()
    {
        Encounter seen = Encounter.Of(page.Archive);
        IReadOnlyList<Profile> profiles = page.Archive.Profiles();
        LearnedReply[] replies = [.. profiles.SelectMany(static profile => profile.Replies)];
        Profile? learned = profiles.FirstOrDefault(static profile => profile.Missing().Count == 0);
        bool measured = seen.Measurement is not null || page.Archive.NewestMeasurement() > 0;
        return
        [
            Step("listening", "ScaleProxy listens for the scale", page.ScaleAddress is not null, startedAt, "Start `scaleproxy learn` or `scaleproxy serve` with --listen."),
            Step("dns", "The scale was sent here by name", seen.ByName is not null, seen.ByName, "Give your name server, or your router, the lines above; a scale may keep an old answer for some minutes."),
            Step("contact", "A scale called", seen.Contact is not null, seen.Contact, "Step on the scale: it calls when it has something to send, and every two days in any case."),
            StepOf("once", "Its request for a token was answered", seen.Once, replies.Where(static reply => RequestKind.IsOnce(reply.Kind)), Patience()),
            StepOf("session", "A session was begun", seen.Session, replies.Where(static reply => reply is { Kind: RequestKind.SessionNew, Status: JsonStatus.Ok }), Patience()),
            Step("measurement", "A weight was archived", measured, seen.Measurement, "Step on the scale and wait until it shows that it has sent."),
            Step("learned", "ScaleProxy can answer without the vendor", learned is not null, learned?.Replies.Max(static reply => reply.SeenAt), Missing(profiles)),
        ];
    }

    /// <summary>Writes the document.</summary>
    public void Write(Utf8JsonWriter json)
    {
        IReadOnlyList<SetupStep> steps = Steps();
        json.WriteStartObject();
        json.WriteBoolean("learned", steps[^1].IsDone);
        json.WriteStartArray("steps");
        foreach (SetupStep step in steps)
        {
            json.WriteStartObject();
            json.WriteString("id", step.Id);
            json.WriteString("title", step.Title);
            json.WriteBoolean("done", step.IsDone);
            json.WriteTime("at", step.IsDone ? step.At ?? default : default);
            json.WriteString("hint", step.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("dns");
        _names.Write(json);
        json.WriteEndObject();
    }

    private static SetupStep Step(string id, string title, bool done, DateTimeOffset? at, string hint) => new(id, title, done, at, hint);

    // What a capture has taught need not happen again.
    private static SetupStep StepOf(string id, string title, DateTimeOffset? seen, IEnumerable<LearnedReply> learned, string hint)
    {
        DateTimeOffset? at = seen ?? learned.Select(static reply => (DateTimeOffset?)reply.SeenAt).FirstOrDefault();
        return Step(id, title, at is not null, at, hint);
    }

    private string Patience() => page.Mode == PageMode.Learn
        ? "The vendor must be reached: `scaleproxy doctor` tells whether it is."
        : "A scale that was never learned cannot be answered: import a capture, or let it come by `scaleproxy learn` once.";

    private static string Missing(IReadOnlyList<Profile> profiles) => profiles.MinBy(static profile => profile.Missing().Count)?.Missing() switch
    {
        null => "Import a capture, or let the scale come by `scaleproxy learn` once.",
        [] => string.Empty,
        var missing => "Still missing: " + string.Join("; ", missing) + ".",
    };
}
