using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.Scales;

/// <summary>The scales known, and what was learned of each: <c>/devices</c>.</summary>
internal static class ScalesResource
{
    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        api.MapGet("/devices", (HttpContext context) => new Query(context).Refusal() ?? new JsonBody(json => WriteList(json, page)));
        api.MapGet("/devices/{mac}/battery", (HttpContext context, string mac) => BatteryOf(context, mac, page));
        api.MapGet("/devices/{mac}/profile", (HttpContext context, string mac) => ProfileOf(context, mac, page));
    }

    /// <summary>What was learned of the scale that a path names; null where there is none such.</summary>
    public static Profile? Find(PageServices page, string mac) => MacAddress.TryNormalize(mac) is { } known ? page.Archive.FindProfile(known) : null;

    /// <summary>The answer where a path names no scale that is known.</summary>
    public static IResult NotFound(string mac) => Problem.NotFound($"scale {mac}");

    private static void WriteList(Utf8JsonWriter json, PageServices page)
    {
        DateTimeOffset now = page.Clock.GetUtcNow();
        json.WriteStartArray();
        foreach (Profile profile in page.Archive.Profiles())
        {
            var silence = new Silence(profile.LastSeen, now);
            json.WriteStartObject();
            DeviceJson.WriteMembers(json, profile);
            json.WriteTime("lastContactAt", profile.LastSeen);
            json.WriteNumber("silentForDays", silence.Days);
            json.WriteBoolean("noContact", silence.IsTooLong);
            json.WriteString("emptyOn", TextOf(BatteryForecast.EmptyOn(page.Archive.BatteryHistory(profile.Mac), now)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IResult BatteryOf(HttpContext context, string mac, PageServices page) =>
        new Query(context).Refusal()
        ?? (Find(page, mac) is { } profile ? new JsonBody(json => WriteBattery(json, page.Archive.BatteryHistory(profile.Mac), page.Clock.GetUtcNow())) : NotFound(mac));

    private static void WriteBattery(Utf8JsonWriter json, IReadOnlyList<BatteryLevel> history, DateTimeOffset now)
    {
        string? emptyOn = TextOf(BatteryForecast.EmptyOn(history, now));
        json.WriteStartObject();
        json.WriteStartArray("takenAt");
        foreach (BatteryLevel level in history)
        {
            json.WriteNumberValue(level.At);
        }

        json.WriteEndArray();
        json.WriteStartArray("percent");
        foreach (BatteryLevel level in history)
        {
            json.WriteNumberValue(level.Percent);
        }

        json.WriteEndArray();
        json.WriteString("emptyOn", emptyOn);
        json.WriteString("method", emptyOn is null ? null : BatteryForecast.Method);
        json.WriteEndObject();
    }

    private static string? TextOf(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private static IResult ProfileOf(HttpContext context, string mac, PageServices page)
    {
        var query = new Query(context);
        bool whole = query.Flag("whole");
        return query.Refusal()
            ?? (Find(page, mac) is { } profile ? new JsonBody(json => new ProfileDocument(page.Archive, profile, whole).Write(json)) : NotFound(mac));
    }
}
