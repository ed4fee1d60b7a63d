using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Model.People;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.People;

/// <summary>
/// Who weighs here: <c>/people</c>. A path names somebody by a vendor's number that means them: whoever is known has one, be it
/// that the archive made it up.
/// </summary>
internal static class PeopleResource
{
    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page)
    {
        api.MapGet("/people", (HttpContext context) => new Query(context).Refusal() ?? new JsonBody(json => PersonJson.Write(json, page.Archive, page.Archive.People().All)));
        api.MapPost("/people", (Delegate)((HttpContext context) => AddAsync(context, page)));
        api.MapPatch("/people/{id}", (HttpContext context, string id) => ChangeAsync(context, id, page));
        api.MapDelete("/people/{id}", (string id) => RemoveAsync(id, page));
        api.MapPost("/people/{id}/merge", (HttpContext context, string id) => MergeAsync(context, id, page));
        api.MapGet("/people/{id}/trend", (HttpContext context, string id) => TrendResource.Answer(context, id, page));
    }

    /// <summary>Whom a path or a field names; null for nobody known.</summary>
    /// <param name="people">Everybody known.</param>
    /// <param name="id">A vendor's number.</param>
    public static Person? Find(KnownPeople people, string? id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? people.Of(number) : null;

    /// <summary>The answer where a path names nobody that is known.</summary>
    public static IResult NotFound(string id) => Problem.NotFound($"person {id}");

    private static async Task<IResult> AddAsync(HttpContext context, PageServices page)
    {
        Fields fields = await Fields.ReadAsync(context);
        var somebody = new Person { Name = string.Empty, ShortName = string.Empty, IsAdded = true };
        Person person = PersonFields.Apply(fields, somebody, page.Archive.People(), page.Clock.GetUtcNow());
        if (person.ShortName.Length == 0 && ShortName.From(person.Name) is { } made)
        {
            person = person with { ShortName = made };
        }

        if (person.Name.Length == 0)
        {
            person = person with { Name = person.ShortName };
        }

        if (person.ShortName.Length == 0)
        {
            fields.Wrong("shortName", "is to be given: up to three letters, as scales show them");
        }

        return fields.Refusal() ?? await StoreAsync(page, person, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, string id, PageServices page)
    {
        KnownPeople people = page.Archive.People();
        if (Find(people, id) is not { } known)
        {
            return NotFound(id);
        }

        Fields fields = await Fields.ReadAsync(context);
        Person person = PersonFields.Apply(fields, known with { IsRemoved = false }, people, page.Clock.GetUtcNow());
        if (person.Name.Length == 0)
        {
            person = person with { Name = person.ShortName };
        }

        return fields.Refusal() ?? await StoreAsync(page, person);
    }

    private static async Task<IResult> RemoveAsync(string id, PageServices page)
    {
        if (Find(page.Archive.People(), id) is not { } person)
        {
            return NotFound(id);
        }

        await page.Archive.WriteAsync(new ArchiveEntry { Person = person with { IsRemoved = true } }, CancellationToken.None);
        return Results.NoContent();
    }

    private static async Task<IResult> MergeAsync(HttpContext context, string id, PageServices page)
    {
        KnownPeople people = page.Archive.People();
        if (Find(people, id) is not { } person)
        {
            return NotFound(id);
        }

        Fields fields = await Fields.ReadAsync(context);
        Person? other = Find(people, fields.Number("from"));
        if (other is null || !other.IsAnother(person))
        {
            fields.Wrong("from", "is to be a number of somebody else who is known");
        }

        return fields.Refusal() ?? await StoreAsync(page, person.MergedWith(other!), StatusCodes.Status200OK, other!.Id);
    }

    private static async Task<IResult> StoreAsync(PageServices page, Person person, int status = StatusCodes.Status200OK, long? merged = null)
    {
        EntryOutcome outcome = await page.Archive.WriteAsync(new ArchiveEntry { Person = person, MergedPersonId = merged }, CancellationToken.None);
        Person stored = page.Archive.People().All.First(known => known.Id == outcome.PersonId);
        return new JsonBody(json => PersonJson.Write(json, page.Archive, stored), status);
    }
}
