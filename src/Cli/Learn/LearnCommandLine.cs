using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;

namespace ScaleProxy.Cli.Learn;

/// <summary>The options of <c>learn</c>: how they are written, and which go together.</summary>
internal sealed class LearnCommandLine
{
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where scales reach us; they speak to port 80",
        HelpName = "ADDR:PORT",
        DefaultValueFactory = _ => "0.0.0.0:80",
    };

    private readonly Option<string?> _tlsListen = new("--tls-listen") { Description = "Where scales that speak TLS reach us; they must trust our certificate authority", HelpName = "ADDR:PORT" };
    private readonly Option<string?> _upstream = UpstreamAddress.Option("Pass everything on to this server, instead of the one that the scale asks for");
    private readonly Option<bool> _transparent = new("--transparent") { Description = "Pass connections on to where they went before a redirect rule brought them here" };
    private readonly Option<string?> _resolver = NameServerAddress.Option();
    private readonly Option<string[]> _allowHost = new("--allow-host") { Description = "A host beside the vendor's that may be passed on to (with the hosts below it); may be repeated", HelpName = "NAME" };
    private readonly Option<bool> _allowFirmware = new("--allow-firmware") { Description = "Let firmware offers through; they are cut out otherwise, as a new firmware may speak another protocol" };
    private readonly Option<bool> _insecureUpstream = new("--insecure-upstream") { Description = "Do not check the vendor's certificate" };
    private readonly Option<string?> _dns = new("--dns") { Description = "Answer questions for the vendor's names here, with --answer", HelpName = "ADDR:PORT" };
    private readonly Option<string?> _answer = new("--answer") { Description = "The address that --dns answers with: this machine's, where scales reach it", HelpName = "IP" };
    private readonly Option<bool> _untilComplete = new("--until-complete") { Description = "End when enough of a scale is known for `serve`" };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_listen, _tlsListen, _upstream, _transparent, _resolver, _allowHost, _allowFirmware, _insecureUpstream, _dns, _answer, _untilComplete])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What was given.</summary>
    /// <exception cref="UserException">A value is none.</exception>
    public LearnOptions Read(ParseResult line) => new()
    {
        Listen = ListenAddress.Read("--listen", line.GetValue(_listen)!),
        TlsListen = line.GetValue(_tlsListen) is { } tls ? ListenAddress.Read("--tls-listen", tls) : null,
        Upstream = UpstreamAddress.Read(line.GetValue(_upstream)),
        Transparent = line.GetValue(_transparent),
        Resolver = NameServerAddress.Read(line.GetValue(_resolver)),
        AllowedHosts = line.GetValue(_allowHost) ?? [],
        AllowFirmware = line.GetValue(_allowFirmware),
        VerifyUpstream = !line.GetValue(_insecureUpstream),
        Dns = line.GetValue(_dns) is { } dns ? ListenAddress.Read("--dns", dns) : null,
        Answer = line.GetValue(_answer) is { } answer ? ReadAnswer(answer) : null,
        UntilComplete = line.GetValue(_untilComplete),
    };

    private void Check(CommandResult given)
    {
        if (given.GetValue(_transparent) && given.GetValue(_upstream) is not null)
        {
            given.AddError("--transparent and --upstream contradict each other: the one passes on to where a connection went, the other always to the same server; give one of them");
        }

        if (given.GetValue(_dns) is null != given.GetValue(_answer) is null)
        {
            given.AddError("--dns and --answer go together: where to answer questions for names, and the address to answer with; give both");
        }

        bool tls = given.GetValue(_tlsListen) is not null || given.GetValue(_upstream)?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;
        if (given.GetValue(_insecureUpstream) && !tls)
        {
            given.AddError("--insecure-upstream says nothing without TLS; give --tls-listen or an --upstream that begins with https: too, or leave it out");
        }
    }

    private static IPAddress ReadAnswer(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
            ? address
            : throw new UserException($"--answer: '{text}' is no address; give this machine's own, where scales reach it, like 192.168.1.10");
}
