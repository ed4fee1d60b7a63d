using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.People;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;
using ScaleProxy.Web.People;

namespace ScaleProxy.Web.Measurements;

/// <summary>What was weighed: <c>/measurements</c>.</summary>
internal static class MeasurementsResource
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        api.MapGet("/measurements", (HttpContext context) => List(context, page));
        api.MapGet("/measurements/{id}", (string id) => One(id, page));
        api.MapPost("/measurements", (Delegate)((HttpContext context) => EnterAsync(context, page)));
        api.MapPut("/measurements/{id}/person", (HttpContext context, string id) => GiveAsync(context, id, page));
        api.MapDelete("/measurements/{id}", (string id) => MarkAsync(id, page, page.Clock.GetUtcNow()));
        api.MapPost("/measurements/{id}/restore", (string id) => MarkAsync(id, page, at: null));
    }

    private static IResult List(HttpContext context, PageServices page)
    {
        var query = new Query(context);
        string order = query.Text("order") ?? "newest";
        if (order is not ("newest" or "oldest"))
        {
            query.Wrong("order", "is newest or oldest");
        }

        MeasurementPlace? behind = null;
        if (query.Text("cursor") is { } cursor)
        {
            if (MeasurementPlace.TryParse(cursor, out MeasurementPlace place))
            {
                behind = place;
            }
            else
            {
                query.Wrong("cursor", "is to be `next` of the page before");
            }
        }

        int limit = (int)query.Number("limit", UsualPage, 1, LargestPage);
        var asked = new MeasurementQuery(
            User: query.Text("user"),
            Mac: query.Mac("mac"),
            Since: query.Moment("since"),
            Until: query.Moment("until"),
            Unassigned: query.Flag("unassigned"),
            Deleted: query.Flag("deleted"),
            NewestFirst: order == "newest",
            Behind: behind,
            Limit: limit + 1);
        return query.Refusal() ?? new JsonBody(json => Write(json, page.Archive.Measurements(asked), limit));
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<StoredMeasurement> measurements, int limit)
    {
        MeasurementPlace? last = null;
        bool isMore = false;
        int count = 0;
        json.WriteStartObject();
        json.WriteStartArray("measurements");
        foreach (StoredMeasurement stored in measurements)
        {
            if (isMore = count++ == limit)
            {
                break;
            }

            MeasurementJson.Write(json, stored);
            last = new MeasurementPlace(stored.Measurement.TakenAt, stored.Id);
        }

        json.WriteEndArray();
        json.WriteString("next", isMore ? last.ToString() : null);
        json.WriteEndObject();
    }

    private static IResult One(string id, PageServices page) =>
        Find(page, id) is { } stored ? new JsonBody(json => MeasurementJson.Write(json, stored)) : NotFound(id);

    private static async Task<IResult> EnterAsync(HttpContext context, PageServices page)
    {
        Fields fields = await Fields.ReadAsync(context);
        ManualWeighing? entered = NewMeasurement.Read(fields, page.Archive.People(), page.Clock.GetUtcNow());
        if (fields.Refusal() is { } refusal)
        {
            return refusal;
        }

        long before = page.Archive.NewestMeasurement();
        EntryOutcome outcome = await page.Archive.WriteAsync(new ArchiveEntry { Measurements = [entered!.ToArchive(page.Clock.GetUtcNow())] }, CancellationToken.None);
        StoredMeasurement? stored = page.Archive.Measurements(new MeasurementQuery(ArrivedAfter: before)).FirstOrDefault(one => one.Measurement.TakenAt == entered.TakenAt);
        return outcome.Stored == 0 || stored is null
            ? new Problem(StatusCodes.Status409Conflict, "the same weight of that person at that time is archived already")
            : new JsonBody(json => MeasurementJson.Write(json, stored), StatusCodes.Status201Created);
    }

    private static async Task<IResult> GiveAsync(HttpContext context, string id, PageServices page)
    {
        if (Find(page, id) is not { } stored)
        {
            return NotFound(id);
        }

        Fields fields = await Fields.ReadAsync(context);
        Person? person = null;
        if (!fields.Has("person"))
        {
            fields.Wrong("person", "is to be given; null for nobody");
        }
        else if (fields.Number("person") is { } number && (person = PeopleResource.Find(page.Archive.People(), number)) is null)
        {
            fields.Wrong("person", "is nobody who is known");
        }

        if (fields.Refusal() is { } refusal)
        {
            return refusal;
        }

        await page.Archive.WriteAsync(new ArchiveEntry { Reassignment = new Reassignment(stored.Id, person?.VendorIds[0], page.Clock.GetUtcNow()) }, CancellationToken.None);
        return One(id, page);
    }

    private static async Task<IResult> MarkAsync(string id, PageServices page, DateTimeOffset? at) =>
        TryRead(id, out long number) && (await page.Archive.WriteAsync(new ArchiveEntry { Deletion = new Deletion(number, at) }, CancellationToken.None)).Deleted
            ? Results.NoContent()
            : NotFound(id);

    private static StoredMeasurement? Find(PageServices page, string id) =>
        TryRead(id, out long number) ? page.Archive.Measurements(new MeasurementQuery(Id: number)).FirstOrDefault() : null;

    private static bool TryRead(string id, out long number) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Problem NotFound(string id) => Problem.NotFound($"measurement {id}");
}
