using System.CommandLine;
using System.CommandLine.Parsing;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The files that a command reads.</summary>
internal static class FileArgument
{
    /// <summary>Makes an argument of one file or more.</summary>
    /// <param name="description">What kind of files, for <c>--help</c>.</param>
    public static Argument<string[]> Create(string description)
    {
        var files = new Argument<string[]>("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(RefuseOptions);
        return files;
    }

    // The parser takes any word for a file, a mistyped option too.
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.StartsWith("--", StringComparison.Ordinal) && !File.Exists(token.Value))
            {
                result.AddError($"Unrecognized command or argument '{token.Value}'.");
            }
        }
    }
}
