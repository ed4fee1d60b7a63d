using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using ScaleProxy.Web.Description;

namespace ScaleProxy.Web.Tests.Description;

public sealed class RoutesTests
{
    private static readonly string[] s_described = ["/api/", "/healthz", "/metrics", "/openapi/"];

    [Fact]
    public async Task WhatIsAnswered_IsDescribed_AndNothingElse()
    {
        await using RunningPage page = await RunningPage.StartAsync();

        string[] answered = [.. page.Routes.SelectMany(Calls).Where(call => s_described.Any(call.Contains)).Order(StringComparer.Ordinal)];

        answered.Should().Equal(Described().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Calls(RouteEndpoint route) =>
        (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} /{route.RoutePattern.RawText!.TrimStart('/')}");

    private static IEnumerable<string> Described()
    {
        using var document = JsonDocument.Parse(DescriptionResource.Document);
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               select $"{method.Name.ToUpperInvariant()} {path.Name}",
        ];
    }
}
