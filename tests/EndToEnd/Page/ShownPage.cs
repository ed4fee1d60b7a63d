using ScaleProxy.Capture.Tests;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Page;

/// <summary>An installation that has learned the sample's scale, its <c>serve</c>, and somebody who looks at its page.</summary>
internal sealed class ShownPage : IAsyncDisposable
{
    private ShownPage(Installation installation, ServingProcess serve, Visit visit)
    {
        Installation = installation;
        Serve = serve;
        Visit = visit;
    }

    public Installation Installation { get; }

    public ServingProcess Serve { get; }

    public Visit Visit { get; }

    /// <summary>Opens a view of one that has just begun.</summary>
    /// <param name="view">The view.</param>
    /// <param name="arguments">More arguments of <c>serve</c>.</param>
    public static async Task<ShownPage> OpenAsync(string view, params string[] arguments)
    {
        var installation = new Installation();
        await installation.SucceedAsync("import", Path.Combine(Repository.Root, "captures", "weigh-in.pcap"));
        ServingProcess serve = await installation.ServeAsync(["--web", "127.0.0.1:0", .. arguments]);
        return new ShownPage(installation, serve, await Visit.OpenAsync(serve, view));
    }

    /// <summary>The simulated scale comes by, with a weight or with nothing to say.</summary>
    public Task ScaleComesAsync(string? kilograms = null) =>
        Installation.SucceedAsync(["simulate", "scale", Serve.Address.ToString(), .. kilograms is null ? Array.Empty<string>() : ["--weight", kilograms]]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Visit.DisposeAsync();
        await Serve.DisposeAsync();
        Installation.Dispose();
    }
}
