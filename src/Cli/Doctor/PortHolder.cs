namespace ScaleProxy.Cli.Doctor;

/// <summary>The process that listens on a port.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Command">The words of its command line, at least one.</param>
internal sealed record PortHolder(int ProcessId, IReadOnlyList<string> Command)
{
    /// <summary>Whether it is one of our own commands that answer scales.</summary>
    public bool IsOurs =>
        Command.Any(word => Path.GetFileName(word) is "scaleproxy" or "scaleproxy.dll") && Command.Any(AnswersScales);

    /// <summary>Its program, with what it does where it is ours; never all of the command line, which may hold anything.</summary>
    public string Name => IsOurs ? "scaleproxy " + Command.First(AnswersScales) : Path.GetFileName(Command[0]);

    private static bool AnswersScales(string word) => word is "serve" or "learn";
}
