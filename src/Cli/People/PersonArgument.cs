using System.CommandLine;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary>Somebody, as people name them on the command line.</summary>
internal static class PersonArgument
{
    /// <summary>Makes the argument.</summary>
    public static Argument<string> Create(string name) => new(name) { Description = "Short name, name, or a number that `users list` shows" };

    /// <summary>Finds them.</summary>
    /// <param name="people">Everybody known.</param>
    /// <param name="argument">The argument, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">Nobody is called so, or several are.</exception>
    public static Person Find(KnownPeople people, string argument, string text) => people.Named(text) switch
    {
        [var one] => one,
        [] => throw new UserException($"{argument}: nobody is called '{text}'; `scaleproxy users list` shows who is known"),
        var several => throw new UserException($"{argument}: several people are called '{text}'; give one's number: {string.Join(", ", several.Select(person => person.VendorIds[0]))}"),
    };
}
