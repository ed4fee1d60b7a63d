using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ScaleProxy.Web.Metrics;

/// <summary>What Prometheus watches: <c>/metrics</c>.</summary>
internal static class MetricsResource
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Adds the resource.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="page">What the page works with.</param>
    /// <param name="weights">People's last weights are told too.</param>
    public static void Map(IEndpointRouteBuilder routes, PageServices page, bool weights) =>
        routes.MapGet("/metrics", () => Results.Text(new MetricsText(page, weights).ToString(), ContentType, Encoding.UTF8));
}
