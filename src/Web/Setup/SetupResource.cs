using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Asking;

namespace ScaleProxy.Web.Setup;

/// <summary>The first run: what has happened so far, and how a scale is brought here: <c>/setup</c>.</summary>
internal static class SetupResource
{
    /// <summary>Adds the resource, and tells open pages when a step is done.</summary>
    public static void Map(IEndpointRouteBuilder api, PageServices page, PageLog log)
    {
        var setup = new SetupDocument(page, page.Clock.GetUtcNow());
        var events = new SetupEvents(page, setup, log);
        page.Events.OnProgress(events.Tell);
        api.MapGet("/setup", (HttpContext context) => new Query(context).Refusal() ?? new JsonBody(setup.Write));
    }
}
