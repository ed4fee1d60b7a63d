using System.CommandLine;
using System.CommandLine.Parsing;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Proxy.Dns;
using ScaleProxy.Proxy.Forward;

namespace ScaleProxy.Cli.Forward;

/// <summary>The options of handing on what waits: where the vendor is, and how often it is called.</summary>
internal sealed class SenderCommandLine
{
    // A year; more is a slip of the pen.
    private const double MaxInterval = 366 * 86_400;
    private const int MaxPatience = 60;

    private readonly Option<string?> _upstream = UpstreamAddress.Option("The vendor's server (default: the one that the scale asks for)");
    private readonly Option<string?> _resolver = NameServerAddress.Option();
    private readonly Option<double> _interval = new("--forward-interval")
    {
        Description = "Seconds between two conversations that hand on what waits of a scale, at least",
        HelpName = "S",
        DefaultValueFactory = _ => new ForwardOptions().Interval.TotalSeconds,
    };

    private readonly Option<bool> _maintenance = new("--forward-maintenance") { Description = "Hand the scale's maintenance uploads on as well" };

    private readonly Option<double> _patience = new("--vendor-timeout")
    {
        Description = "With --forward relay: seconds that the vendor may take for a reply; then it is answered here",
        HelpName = "S",
        DefaultValueFactory = _ => new VendorServerOptions().Timeout.TotalSeconds,
    };

    /// <summary>Adds those that say where the vendor is.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_upstream);
        command.Options.Add(_resolver);
    }

    /// <summary>Adds all of them.</summary>
    public void AddAllTo(Command command)
    {
        _interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= MaxInterval))
            {
                result.AddError("--forward-interval: expected a number of seconds above 0");
            }
        });
        _patience.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= MaxPatience))
            {
                result.AddError($"--vendor-timeout: expected a number of seconds above 0, and at most {MaxPatience}, as a scale waits no longer");
            }
        });
        AddTo(command);
        command.Options.Add(_patience);
        command.Options.Add(_interval);
        command.Options.Add(_maintenance);
    }

    /// <summary>Which of them was given; null where none was.</summary>
    public string? FirstGiven(CommandResult line) =>
        new Option[] { _upstream, _resolver, _patience, _interval, _maintenance }.FirstOrDefault(option => line.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>How long the vendor may take for a reply.</summary>
    public TimeSpan Patience(ParseResult line) => TimeSpan.FromSeconds(line.GetValue(_patience));

    /// <summary>Whether maintenance uploads are handed on.</summary>
    public bool Maintenance(ParseResult line) => line.GetValue(_maintenance);

    /// <summary>What was given.</summary>
    /// <exception cref="UserException">A value is none.</exception>
    public ForwardOptions Read(ParseResult line)
    {
        var options = new ForwardOptions { Upstream = UpstreamAddress.Read(line.GetValue(_upstream)) };
        return line.GetResult(_interval) is null ? options : options with { Interval = TimeSpan.FromSeconds(line.GetValue(_interval)) };
    }

    /// <summary>The name server that was given, or this machine's.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public INameResolver Resolver(ParseResult line) => NameServerAddress.Read(line.GetValue(_resolver)) is { } server
        ? new DnsResolver(server, TimeProvider.System)
        : new SystemNameResolver();
}
