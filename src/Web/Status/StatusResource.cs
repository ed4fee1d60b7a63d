using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Status;

/// <summary>How things stand, in a few words: <c>/status</c>.</summary>
internal static class StatusResource
{
    private static readonly string s_version = typeof(StatusResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        DateTimeOffset startedAt = page.Clock.GetUtcNow();
        api.MapGet("/status", () => new JsonBody(json => Write(json, page, startedAt)));
    }

    private static void Write(Utf8JsonWriter json, PageServices page, DateTimeOffset startedAt)
    {
        (long measurements, long unassigned) = page.Archive.CountMeasurements();
        json.WriteStartObject();
        json.WriteString("version", s_version);
        json.WriteString("mode", page.Mode == PageMode.Learn ? "learn" : "serve");
        json.WriteString("startedAt", startedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("scaleAddress", page.ScaleAddress);
        json.WriteString("zone", page.Zone.Id);
        json.WriteString("archive", page.Archive.IsShared ? "postgres" : "sqlite");
        json.WriteBoolean("learned", page.Archive.Profiles().Any(static profile => profile.Missing().Count == 0));
        json.WriteString("forwarding", page.Forwarding);
        json.WriteNumber("measurements", measurements);
        json.WriteNumber("unassigned", unassigned);
        json.WriteEndObject();
    }
}
