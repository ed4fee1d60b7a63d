using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Web.Access;
using ScaleProxy.Web.Answering;

namespace ScaleProxy.Web.Session;

/// <summary>Logging in and out, for browsers: <c>/session</c>.</summary>
internal static class SessionResource
{
    private const string Path = "/session";

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder api, Door door)
    {
        api.MapGet(Path, (HttpContext context) => new JsonBody(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("required", door.IsLocked);
            json.WriteBoolean("ok", door.Ask(context) == Entry.Open);
            json.WriteEndObject();
        }));
        api.MapPost(Path, (HttpContext context) => EnterAsync(context, door));
        api.MapDelete(Path, (HttpContext context) =>
        {
            door.Leave(context);
            return Results.NoContent();
        });
    }

    private static async Task EnterAsync(HttpContext context, Door door)
    {
        if (await TokenOfAsync(context) is not { } token)
        {
            await Problem.BadFields([new FieldProblem("token", "the body is to be {\"token\": \"…\"}")]).ExecuteAsync(context);
            return;
        }

        switch (door.Enter(context, token))
        {
            case Entry.Open:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case Entry.TooOften:
                await AccessGuard.RefuseTooOften(context, door);
                break;
            default:
                await new Problem(StatusCodes.Status401Unauthorized, "this is not the token").ExecuteAsync(context);
                break;
        }
    }

    private static async Task<string?> TokenOfAsync(HttpContext context)
    {
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("token", out JsonElement token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
