using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Show;

/// <summary>The options that say which measurements are meant.</summary>
internal sealed class MeasurementOptions
{
    private readonly Option<string?> _user = new("--user") { Description = "Only this person's: short name or vendor id", HelpName = "U" };
    private readonly Option<string?> _mac = new("--mac") { Description = "Only this scale's", HelpName = "M" };
    private readonly Option<string?> _since = new("--since") { Description = "Not before this time (2026-01-31, 2026-01-31T07:30, unix seconds)", HelpName = "T" };
    private readonly Option<string?> _until = new("--until") { Description = "Before this time", HelpName = "T" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_user);
        command.Options.Add(_mac);
        command.Options.Add(_since);
        command.Options.Add(_until);
    }

    /// <summary>What was given.</summary>
    /// <exception cref="UserException">It makes no sense.</exception>
    public MeasurementQuery Read(ParseResult line) => new(
        line.GetValue(_user),
        MacArgument.Read("--mac", line.GetValue(_mac)),
        MomentText.Read("--since", line.GetValue(_since)),
        MomentText.Read("--until", line.GetValue(_until)));
}
