using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ScaleProxy.Web.Files;

/// <summary>The page's own files, which are part of the program. Each is read when it is first asked for.</summary>
internal sealed class PageFiles
{
    private const string Root = "wwwroot/";
    private const string Start = "index.html";

    // Paths that the page shows a view for; all of them are the same file.
    private static readonly string[] s_views = ["/", "/scales", "/recordings", "/recordings/{id}", "/people", "/forwarding", "/setup", "/login"];

    private static readonly Assembly s_assembly = typeof(PageFiles).Assembly;

    private readonly FrozenSet<string> _names = s_assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Root, StringComparison.Ordinal))
        .Select(static name => name[Root.Length..])
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, PageFile> _read = new(StringComparer.Ordinal);

    /// <summary>Adds the files' paths, and those of the views.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (string view in s_views)
        {
            Map(routes, view, Start);
        }

        foreach (string name in _names)
        {
            Map(routes, "/" + name, name);
        }
    }

    private void Map(IEndpointRouteBuilder routes, string path, string name) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, _read.GetOrAdd(name, Read)));

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        HttpResponse response = context.Response;
        response.Headers.ETag = file.Tag;
        // Kept, but asked for each time: after an update no page runs the old program's script.
        response.Headers.CacheControl = "no-cache";
        if (Has(context.Request.GetTypedHeaders().IfNoneMatch, file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(file.Content, context.RequestAborted);
        }
    }

    private static bool Has(IList<EntityTagHeaderValue> known, string tag)
    {
        foreach (EntityTagHeaderValue value in known)
        {
            if (value.Tag == "*" || value.Tag == tag)
            {
                return true;
            }
        }

        return false;
    }

    private static PageFile Read(string name)
    {
        using Stream stream = s_assembly.GetManifestResourceStream(Root + name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageFile(content, ContentTypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
}
