using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Show;

/// <summary>A scale's address as people type it.</summary>
internal static class MacArgument
{
    /// <summary>Reads an address in any spelling; null gives null.</summary>
    /// <param name="name">The option or argument, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is no MAC address.</exception>
    public static string? Read(string name, string? text) =>
        text is null ? null : MacAddress.TryNormalize(text) ?? throw new UserException($"{name}: '{text}' is no MAC address; give 12 hexadecimal digits, like 00:24:e4:a1:b2:c3");
}
