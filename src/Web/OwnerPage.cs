using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleProxy.Web.Access;
using ScaleProxy.Web.Answering;
using ScaleProxy.Web.Description;
using ScaleProxy.Web.Events;
using ScaleProxy.Web.Files;
using ScaleProxy.Web.Forwarding;
using ScaleProxy.Web.Importing;
using ScaleProxy.Web.Measurements;
using ScaleProxy.Web.Metrics;
using ScaleProxy.Web.People;
using ScaleProxy.Web.Recordings;
using ScaleProxy.Web.Scales;
using ScaleProxy.Web.Session;
using ScaleProxy.Web.Setup;
using ScaleProxy.Web.Status;

namespace ScaleProxy.Web;

/// <summary>The owner's page: its files, and the API that it and other programs use.</summary>
public sealed class OwnerPage : IAsyncDisposable
{
    private const string Api = "/api/v1";

    private readonly PageOptions _options;
    private readonly WebApplication _application;
    private readonly ArchiveEvents _archiveEvents;

    /// <summary>Makes the page; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="options">Where it is, and its limits.</param>
    /// <param name="services">What it works with.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    /// <exception cref="InvalidDataException">The token's file is damaged: the message says what to do.</exception>
    public OwnerPage(PageOptions options, PageServices services, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _application = Build(options, loggers);
        var log = new PageLog(loggers.CreateLogger("ScaleProxy.Web"));
        PageToken? token = IPAddress.IsLoopback(options.Listen.Address) ? null : PageToken.OpenOrCreate(options.DataFolder);
        NewToken = token?.Made;
        var door = new Door(token, options, services.Clock, log);
        var names = new HostNames(Environment.MachineName, options.Hosts);
        _application.Use(next => new Faults(next, log).InvokeAsync);
        _application.Use(next => new AccessGuard(next, names, door).InvokeAsync);
        _application.UseRouting();
        _archiveEvents = new ArchiveEvents(services, options.AskForArrivalsEvery, log);
        Map(_application, options, services, door, _archiveEvents, log);
    }

    /// <summary>The token, where it was made just now: to be shown to the owner, once. Null where there was one, or none is wanted.</summary>
    public string? NewToken { get; }

    /// <summary>Every path that is answered, with its methods; for tests.</summary>
    internal IEnumerable<RouteEndpoint> Routes => ((IEndpointRouteBuilder)_application).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Opens the port.</summary>
    /// <returns>Where it listens, <c>ADDR:PORT</c>.</returns>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        await _application.StartAsync(cancellation);
        var uri = new Uri(_application.Urls.First());
        return string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");
    }

    /// <summary>Closes the port, and ends what is under way.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(_options.ShutdownTimeout);
        await _application.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _archiveEvents.DisposeAsync();
    }

    private static void Map(WebApplication application, PageOptions options, PageServices services, Door door, ArchiveEvents archive, PageLog log)
    {
        application.MapGet("/healthz", static () => Results.Text("ok\n"));
        DescriptionResource.Map(application);
        MetricsResource.Map(application, services, options.WeightsInMetrics);
        RouteGroupBuilder api = application.MapGroup(Api);
        SessionResource.Map(api, door);
        new EventsResource(services, options, archive, application.Lifetime.ApplicationStopping).Map(api);
        MapApi(api, options, services, log);
        new PageFiles().Map(application);
        application.MapFallback("{*path}", static (HttpContext context) => Problem.NotFound("page or resource at " + context.Request.Path));
    }

    // One line for each resource.
    private static void MapApi(IEndpointRouteBuilder api, PageOptions options, PageServices services, PageLog log)
    {
        StatusResource.Map(api, services);
        PeopleResource.Map(api, services);
        MeasurementsResource.Map(api, services);
        ScalesResource.Map(api, services);
        RecordingsResource.Map(api, services);
        ForwardingResource.Map(api, services);
        new ImportsResource(services, options).Map(api);
        SetupResource.Map(api, services, log);
    }

    // From nothing: no configuration file or environment variable of some other program changes what this page does.
    private static WebApplication Build(PageOptions options, ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<ILoggerFactory>(new ServerLoggers(loggers));
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Listen(options.Listen, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        return builder.Build();
    }

    // When to end is for whoever started us to say: signals are the command line's.
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
