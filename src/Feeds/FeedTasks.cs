using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.Http;
using ScaleProxy.Feeds.Mqtt;

namespace ScaleProxy.Feeds;

/// <summary>Feeds all that is set, each in a task of its own, until it is disposed.</summary>
public sealed class FeedTasks : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly List<(IFeedTarget Target, FeedRunner Runner)> _feeds = [];
    private readonly List<Task> _running = [];

    private FeedTasks()
    {
    }

    /// <summary>
    /// Makes them ready. A new feed has what comes into the archive from now on, unless it is to have all; it is told of it
    /// after <see cref="Start"/>.
    /// </summary>
    /// <param name="configuration">What is set.</param>
    /// <param name="archive">What to feed from. It must stay open until these are disposed.</param>
    /// <param name="clock">The time.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    /// <exception cref="ArchiveException">The archive cannot be read or written.</exception>
    public static async Task<FeedTasks> OpenAsync(FeedConfiguration configuration, ScaleArchive archive, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(loggers);
        var tasks = new FeedTasks();
        ILogger log = loggers.CreateLogger("ScaleProxy.Feeds");
        foreach ((FeedSettings settings, IFeedTarget target) in TargetsOf(configuration, archive, clock))
        {
            var runner = new FeedRunner(settings, target, archive, clock, Random.Shared, log);
            await runner.OpenAsync();
            tasks._feeds.Add((target, runner));
        }

        return tasks;
    }

    /// <summary>Begins to feed.</summary>
    public void Start()
    {
        foreach ((_, FeedRunner runner) in _feeds)
        {
            _running.Add(Task.Run(() => runner.RunAsync(_ending.Token)));
        }
    }

    /// <summary>Ends them: what is being told is told again next time, and a broker hears that we go, if it listens for two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
        foreach ((IFeedTarget target, _) in _feeds)
        {
            await target.DisposeAsync();
        }

        _ending.Dispose();
    }

    private static IEnumerable<(FeedSettings Settings, IFeedTarget Target)> TargetsOf(FeedConfiguration configuration, ScaleArchive archive, TimeProvider clock) =>
    [
        .. configuration.Mqtt.Select(settings => ((FeedSettings)settings, (IFeedTarget)new MqttTarget(settings, archive, clock))),
        .. configuration.Webhooks.Select(settings => ((FeedSettings)settings, (IFeedTarget)new WebhookTarget(settings, clock))),
        .. configuration.Influx.Select(settings => ((FeedSettings)settings, (IFeedTarget)new InfluxTarget(settings, clock))),
    ];
}
