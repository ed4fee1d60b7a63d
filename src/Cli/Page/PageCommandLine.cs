using System.CommandLine;
using System.CommandLine.Parsing;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;

namespace ScaleProxy.Cli.Page;

/// <summary>The options of the owner's page, which <c>serve</c> and <c>learn</c> have.</summary>
internal sealed class PageCommandLine
{
    private const string Off = "off";
    private const string Usual = "127.0.0.1:8080";

    private readonly Option<string> _web = new("--web")
    {
        Description = "Where the owner's page is; on another address than this machine's own loopback it wants a token, which is shown when it is made",
        HelpName = "ADDR:PORT|off",
        DefaultValueFactory = _ => Usual,
    };

    private readonly Option<string[]> _hosts = new("--web-host") { Description = "A name that browsers call the page by, where it is not this machine's own; may be repeated", HelpName = "NAME" };
    private readonly Option<bool> _weights = new("--metrics-weights") { Description = "Tell Prometheus people's last weights too, at the page's /metrics" };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_web, _hosts, _weights])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What was given.</summary>
    /// <returns>Null where there is to be no page.</returns>
    /// <exception cref="UserException">A value is none.</exception>
    public PageChoice? Read(ParseResult line) => line.GetValue(_web) is { } web && web != Off
        ? new PageChoice(ListenAddress.Read("--web", web), line.GetResult(_web) is { Implicit: false }, line.GetValue(_hosts) ?? [], line.GetValue(_weights))
        : null;

    private void Check(CommandResult given)
    {
        if (given.GetValue(_web) != Off)
        {
            return;
        }

        foreach (Option option in (Option[])[_hosts, _weights])
        {
            if (given.GetResult(option) is { Implicit: false })
            {
                given.AddError($"{option.Name} says nothing with --web off; give --web ADDR:PORT too, or leave it out");
            }
        }
    }
}
