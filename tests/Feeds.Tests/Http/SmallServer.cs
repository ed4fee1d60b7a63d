using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ScaleProxy.Feeds.Tests.Http;

/// <summary>A web server that notes what it is asked, and answers what the test says.</summary>
internal sealed class SmallServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private SmallServer(WebApplication application) => _application = application;

    /// <summary>What came in, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>What it answers; 204 unless the test says otherwise.</summary>
    public Func<ReceivedRequest, HttpContext, Task> Answer { get; set; } = static (_, context) =>
    {
        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    };

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _application.Urls.First();

    /// <summary>Starts one on a free port.</summary>
    public static async Task<SmallServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new SmallServer(builder.Build());
        server._application.Run(server.HandleAsync);
        await server._application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        _requests.Enqueue(request);
        await Answer(request, context);
    }
}
