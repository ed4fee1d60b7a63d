using System.CommandLine;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The options of every command.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Where everything is kept (default $SCALEPROXY_DATA, else $XDG_DATA_HOME/scaleproxy, else ~/.local/share/scaleproxy)",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string?> _db = new("--db")
    {
        Description = "The archive (default sqlite:DIR/scaleproxy.db)",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON document on standard output, everything else on standard error",
        Recursive = true,
    };

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Tell more on standard error",
        Recursive = true,
    };

    /// <summary>Adds them to the command they are to hold for, and all below it.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(_data);
        root.Options.Add(_db);
        root.Options.Add(_json);
        root.Options.Add(_verbose);
    }

    /// <summary>What was given.</summary>
    /// <exception cref="UserException">It makes no sense.</exception>
    public Settings Read(ParseResult line) =>
        Settings.From(line.GetValue(_data), line.GetValue(_db), line.GetValue(_json), line.GetValue(_verbose));

    /// <summary>Whether <c>--data</c> or <c>--db</c> was given.</summary>
    public bool NamesData(ParseResult line) => line.GetValue(_data) is not null || line.GetValue(_db) is not null;
}
