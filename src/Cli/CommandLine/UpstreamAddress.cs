namespace ScaleProxy.Cli.CommandLine;

/// <summary>The vendor's server, as people write it: <c>http://HOST</c>, <c>https://HOST:PORT</c>.</summary>
internal static class UpstreamAddress
{
    /// <summary>Reads a URL that has a host and nothing behind it.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UserException">It is none.</exception>
    public static Uri Read(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 }
            ? url
            : throw new UserException($"{option}: expected http://HOST, http://HOST:PORT or the same with https, and nothing behind it: requests go on as they are");
}
