using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.Archiving;
using ScaleProxy.Cli.Authority;
using ScaleProxy.Cli.Decode;
using ScaleProxy.Cli.Demo;
using ScaleProxy.Cli.DnsConfig;
using ScaleProxy.Cli.Doctor;
using ScaleProxy.Cli.Export;
using ScaleProxy.Cli.Forward;
using ScaleProxy.Cli.Import;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Cli.People;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Cli.Show;
using ScaleProxy.Cli.Simulate;
using ScaleProxy.Cli.Verify;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The command line as a whole: parsing, and what becomes of errors.</summary>
internal static class ScaleProxyCommand
{
    private const int Failed = 1;
    private const int WrongCommandLine = 2;

    /// <summary>Runs a command line.</summary>
    /// <returns>0 done, 1 failed, 2 the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var common = new CommonOptions();
        var root = new RootCommand("Answers a Wi-Fi bathroom scale in its vendor's place, and keeps every weight at home.");
        common.AddTo(root);
        root.Subcommands.Add(LearnCommand.Create(common));
        root.Subcommands.Add(ImportCommand.Create(common));
        root.Subcommands.Add(ServeCommand.Create(common));
        root.Subcommands.Add(DevicesCommand.Create(common));
        root.Subcommands.Add(ProfileCommand.Create(common));
        root.Subcommands.Add(UsersCommand.Create(common));
        root.Subcommands.Add(VerifyCommand.Create(common));
        root.Subcommands.Add(MeasurementsCommand.Create(common));
        root.Subcommands.Add(ExportCommand.Create(common));
        root.Subcommands.Add(MrtgCommand.Create(common));
        root.Subcommands.Add(RecordingsCommand.Create(common));
        root.Subcommands.Add(DecodeCommand.Create(common));
        root.Subcommands.Add(ArchiveCommand.Create(common));
        root.Subcommands.Add(ForwardCommand.Create(common));
        root.Subcommands.Add(DnsConfigCommand.Create(common));
        root.Subcommands.Add(DoctorCommand.Create(common));
        root.Subcommands.Add(CaCommand.Create(common));
        root.Subcommands.Add(SimulateCommand.Create(common));
        root.Subcommands.Add(DemoCommand.Create(common));

        ParseResult line = root.Parse(args);
        if (line.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"scaleproxy: {OnOneLine(Telling(line))}");
            await Console.Error.WriteLineAsync($"scaleproxy: `{string.Join(' ', Names(line.CommandResult.Command))} --help` shows how it goes");
            return WrongCommandLine;
        }

        try
        {
            return await line.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // An orderly end writes what is still waiting, however long the disk takes.
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
            });
        }
        catch (Exception e) when (e is UserException or ArchiveException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync("scaleproxy: " + e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("scaleproxy: stopped before it was done; what was done is kept");
            return Failed;
        }
    }

    // The parser complains of a missing command before it says which word was none, and of each word after that one too.
    private static string Telling(ParseResult line) =>
        line.Errors.FirstOrDefault(error => line.UnmatchedTokens is [{ } first, ..] && error.Message.Contains(first, StringComparison.Ordinal))?.Message
        ?? line.Errors[^1].Message;

    // Choices come as a list of lines.
    private static string OnOneLine(string message) =>
        string.Join(' ', message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static IEnumerable<string> Names(Command command)
    {
        IEnumerable<string> above = command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Names(parent) : [];
        return above.Append(command is RootCommand ? "scaleproxy" : command.Name);
    }
}
