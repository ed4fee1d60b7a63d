using Spectre.Console;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>A bar on standard error, for somebody who watches something long.</summary>
internal static class ProgressBar
{
    /// <summary>Whether there is a terminal to watch it on.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected;

    /// <summary>Runs something under a bar, which goes when it is done.</summary>
    /// <param name="what">What the bar is called.</param>
    /// <param name="maximum">The value at its end.</param>
    /// <param name="run">What to run; it tells how far it is.</param>
    /// <param name="bytes">The values are bytes, so that their speed says something.</param>
    public static T Run<T>(string what, double maximum, Func<IProgress<long>, T> run, bool bytes)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        ProgressColumn[] speed = bytes ? [new TransferSpeedColumn()] : [];
        return console.Progress()
            .AutoClear(true)
            .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), .. speed, new RemainingTimeColumn()])
            .Start(progress => run(new Meter(progress.AddTask(Markup.Escape(what), maxValue: maximum))));
    }

    // Progress<T> would hand each report to the thread pool; the bar may be told directly.
    private sealed class Meter(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
