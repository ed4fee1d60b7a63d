using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ScaleProxy.Web.Description;

/// <summary>The API as it is described for programs (OpenAPI 3.1): <c>/openapi/v1.json</c>. A test holds it against the API itself.</summary>
internal static class DescriptionResource
{
    /// <summary>The document, as it is in the program.</summary>
    public static byte[] Document { get; } = Read();

    /// <summary>Adds the resource.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi/v1.json", static () => Results.Bytes(Document, "application/json"));

    private static byte[] Read()
    {
        using Stream stream = typeof(DescriptionResource).Assembly.GetManifestResourceStream("openapi.json")!;
        byte[] document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
