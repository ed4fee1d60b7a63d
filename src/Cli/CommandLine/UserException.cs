namespace ScaleProxy.Cli.CommandLine;

/// <summary>Something that a person can mend: told in one line, without a stack trace, with status 1.</summary>
/// <param name="message">What, where, and what to do.</param>
internal sealed class UserException(string message) : Exception(message);
