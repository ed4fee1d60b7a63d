using ScaleProxy.Archive;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
/// <param name="DataFolder">Where everything is kept.</param>
/// <param name="DatabasePath">The archive's file, where there is no <paramref name="Server"/>.</param>
/// <param name="Server">The server that keeps the archive; null where it is a file.</param>
/// <param name="Json">One JSON document on standard output, everything else on standard error.</param>
/// <param name="Verbose">Tell more on standard error.</param>
internal sealed record Settings(string DataFolder, string DatabasePath, PostgresAddress? Server, bool Json, bool Verbose)
{
    private const string SqliteScheme = "sqlite:";

    /// <summary>Puts the settings together from the command line and the environment.</summary>
    /// <param name="data"><c>--data</c>; null where it was not given.</param>
    /// <param name="db"><c>--db</c>; null where it was not given.</param>
    /// <param name="json"><c>--json</c>.</param>
    /// <param name="verbose"><c>--verbose</c>.</param>
    /// <exception cref="UserException">The database URL is none of ours.</exception>
    public static Settings From(string? data, string? db, bool json, bool verbose)
    {
        string folder = Path.GetFullPath(data ?? DefaultDataFolder());
        string own = Path.Combine(folder, "scaleproxy.db");
        return db is null
            ? new Settings(folder, own, Server: null, json, verbose)
            : At("--db", db, own) with { DataFolder = folder, Json = json, Verbose = verbose };
    }

    /// <summary>The settings for an archive alone.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="url"><c>sqlite:PATH</c> or <c>postgres://…</c>.</param>
    /// <exception cref="UserException">The URL is none of ours.</exception>
    public static Settings At(string option, string url) => At(option, url, own: string.Empty);

    private static Settings At(string option, string url, string own)
    {
        if (url.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase) && url.Length > SqliteScheme.Length)
        {
            string path = url[SqliteScheme.Length..];
            path = Path.GetFullPath(path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path);
            return new Settings(Path.GetDirectoryName(path) ?? path, path, Server: null, Json: false, Verbose: false);
        }

        if (PostgresAddress.IsMeant(url))
        {
            return PostgresAddress.TryParse(url, out PostgresAddress? server, out string? problem)
                ? new Settings(string.Empty, own, server, Json: false, Verbose: false)
                : throw new UserException($"{option}: {problem}");
        }

        // The URL itself is not repeated: it may hold a password.
        throw new UserException($"{option}: expected sqlite:PATH, for example sqlite:/var/lib/scaleproxy/scaleproxy.db, or postgres://USER:PASSWORD@HOST:PORT/NAME");
    }

    private static string DefaultDataFolder()
    {
        string? own = Environment.GetEnvironmentVariable("SCALEPROXY_DATA");
        if (!string.IsNullOrEmpty(own))
        {
            return own;
        }

        string? shared = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(shared))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            shared = home.Length > 0
                ? Path.Combine(home, ".local", "share")
                : throw new UserException("there is no home folder to keep things in; say where with --data DIR or $SCALEPROXY_DATA");
        }

        return Path.Combine(shared, "scaleproxy");
    }
}
