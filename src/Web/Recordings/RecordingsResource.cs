using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.Recordings;

/// <summary>The conversations that were recorded: <c>/recordings</c>.</summary>
internal static class RecordingsResource
{
    private const int UsualPage = 100;
    private const int MaxPage = 1000;

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        api.MapGet("/recordings", (HttpContext context) => List(context, page));
        api.MapGet("/recordings/{id}", (HttpContext context, string id) =>
            OfOne(context, id, page, static recording => new JsonBody(json => RecordingJson.Write(json, recording, ExchangeJson.WriteExplained(recording)))));
        api.MapGet("/recordings/{id}/har", (HttpContext context, string id) =>
            OfOne(context, id, page, static recording => Download(recording, "har", "application/json", static (one, output) => RecordingFile.WriteHar([one], output))));
        api.MapGet("/recordings/{id}/pcapng", (HttpContext context, string id) =>
            OfOne(context, id, page, static recording => Download(recording, "pcapng", "application/x-pcapng", static (one, output) => RecordingFile.WritePcapng([one], output))));
    }

    private static IResult List(HttpContext context, PageServices page)
    {
        var query = new Query(context);
        string? mac = query.Mac("mac");
        int limit = (int)query.Number("limit", UsualPage, 1, MaxPage);
        long cursor = query.Number("cursor", long.MaxValue, 1, long.MaxValue);
        return query.Refusal() ?? new JsonBody(json =>
        {
            // One more than is shown tells whether there is a next page.
            IReadOnlyList<StoredRecording> found = page.Archive.NewestRecordings(new RecordingQuery(mac, cursor), limit + 1);
            bool more = found.Count > limit;
            json.WriteStartObject();
            json.WritePropertyName("recordings");
            RecordingJson.WriteList(json, more ? found.Take(limit) : found);
            json.WriteString("next", more ? found[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null);
            json.WriteEndObject();
        });
    }

    private static IResult OfOne(HttpContext context, string id, PageServices page, Func<StoredRecording, IResult> show)
    {
        var query = new Query(context);
        bool whole = query.Flag("whole");
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        StoredRecording? found = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? page.Archive.FindRecording(number) : null;
        return found is null ? Problem.NotFound("recording " + id) : show(whole ? found : RedactedRecording.Of(found));
    }

    // A recording is in memory anyway, and the writers of files do not wait for a reader.
    private static IResult Download(StoredRecording recording, string format, string contentType, Action<StoredRecording, Stream> write)
    {
        var file = new MemoryStream();
        write(recording, file);
        file.Position = 0;
        return Results.File(file, contentType, FormattableString.Invariant($"recording-{recording.Id}.{format}"));
    }
}
