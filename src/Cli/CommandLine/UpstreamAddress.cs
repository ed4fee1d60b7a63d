using System.CommandLine;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The option for the vendor's server, as people write it: <c>http://HOST</c>, <c>https://HOST:PORT</c>.</summary>
internal static class UpstreamAddress
{
    private const string Name = "--upstream";

    /// <summary>Makes the option.</summary>
    /// <param name="description">What the command does with it.</param>
    public static Option<string?> Option(string description) => new(Name) { Description = description, HelpName = "URL" };

    /// <summary>Reads a URL that has a host and nothing behind it; null gives null.</summary>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static Uri? Read(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 }
            ? url
            : throw new UserException($"{Name}: expected http://HOST, http://HOST:PORT or the same with https, and nothing behind it: requests go on as they are");
}
