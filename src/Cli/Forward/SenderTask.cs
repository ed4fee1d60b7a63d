using System.Net;
using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Cli.Forward;

/// <summary>Hands on what waits while <c>serve</c> runs.</summary>
internal sealed class SenderTask : IAsyncDisposable
{
    private const string Mend = "record one of its maintenance uploads, which show it (`scaleproxy learn`, or `import` a capture of one)";

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    private SenderTask(Forwarder forwarder) => _running = Task.Run(() => forwarder.RunAsync(_ending.Token));

    /// <summary>Begins.</summary>
    /// <param name="archive">Where it waits.</param>
    /// <param name="options">The limits.</param>
    /// <param name="resolver">Finds the vendor.</param>
    /// <param name="listener">Where this process listens.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public static SenderTask Start(ScaleArchive archive, ForwardOptions options, INameResolver resolver, IPEndPoint listener, ILoggerFactory loggers) =>
        new(new Forwarder(options, new ArchivedOutbox(archive, "serve", TimeProvider.System), resolver, [listener], TimeProvider.System, Random.Shared, loggers));

    /// <summary>Says of which scales nothing can be handed on.</summary>
    /// <param name="profiles">What is known of each.</param>
    /// <param name="isNeeded">Everything goes this way; otherwise only what the vendor could not be reached for.</param>
    /// <exception cref="UserException">Everything does, and of none of them anything can.</exception>
    public static void TellWhoCannot(IReadOnlyList<Profile> profiles, bool isNeeded)
    {
        string mend = isNeeded ? Mend + ", or use --forward relay, which needs none" : Mend;
        string what = isNeeded ? "what it sends" : "what it sends while the vendor does not answer";
        List<string> unknown = [.. profiles.Where(static profile => profile.Secret is null).Select(static profile => profile.Mac)];
        if (isNeeded && unknown.Count > 0 && unknown.Count == profiles.Count)
        {
            throw new UserException($"--forward queue cannot speak to the vendor as {string.Join(", ", unknown)}, whose secret is not known; {mend}");
        }

        foreach (string mac in unknown)
        {
            Console.Error.WriteLine($"warning: {mac}: {what} waits, and is not handed on to the vendor, as its secret is not known; {mend}");
        }
    }

    /// <summary>Ends it, after what is being sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }
}
