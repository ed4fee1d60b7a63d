namespace ScaleProxy.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
/// <param name="DataFolder">Where everything is kept.</param>
/// <param name="DatabasePath">The archive's file.</param>
/// <param name="Json">One JSON document on standard output, everything else on standard error.</param>
/// <param name="Verbose">Tell more on standard error.</param>
internal sealed record Settings(string DataFolder, string DatabasePath, bool Json, bool Verbose)
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
        return new Settings(folder, DatabaseAt(db, folder), json, verbose);
    }

    private static string DatabaseAt(string? db, string folder)
    {
        if (db is null)
        {
            return Path.Combine(folder, "scaleproxy.db");
        }

        if (db.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase) && db.Length > SqliteScheme.Length)
        {
            string path = db[SqliteScheme.Length..];
            return Path.GetFullPath(path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path);
        }

        // The URL itself is not repeated: it may hold a password.
        throw new UserException(db.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            ? "--db: PostgreSQL is not supported yet; use sqlite:PATH, or leave --db out for the data folder's own archive"
            : "--db: expected sqlite:PATH, for example sqlite:/var/lib/scaleproxy/scaleproxy.db");
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
