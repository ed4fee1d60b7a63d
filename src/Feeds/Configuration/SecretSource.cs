namespace ScaleProxy.Feeds.Configuration;

/// <summary>Finds secrets that are kept outside the settings.</summary>
/// <param name="folder">Where the names of files begin.</param>
internal sealed class SecretSource(string folder)
{
    // No password or token is longer; whoever names another file is told so.
    private const int MaxLength = 4096;

    private readonly List<string> _readByOthers = [];

    /// <summary>Files with secrets that other users may read.</summary>
    public IReadOnlyList<string> ReadByOthers => _readByOthers;

    /// <summary>Whether other users of this machine may read a file.</summary>
    public static bool IsReadByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None;

    /// <summary>The text of a file, without the line's end behind it.</summary>
    /// <param name="name">The file.</param>
    /// <param name="problem">Why there is none.</param>
    public string? OfFile(string name, out string? problem)
    {
        string path = Path.GetFullPath(name, folder);
        try
        {
            if (new FileInfo(path).Length > MaxLength)
            {
                problem = $"{path} is too large for a secret; name another file";
                return null;
            }

            string text = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (IsReadByOthers(path))
            {
                _readByOthers.Add(path);
            }

            problem = text.Length > 0 ? null : $"{path} is empty; put the secret into it";
            return text.Length > 0 ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read ({e.Message}); put the secret there, and let this user read it";
            return null;
        }
    }

    /// <summary>The value of an environment variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="problem">Why there is none.</param>
    public static string? OfVariable(string name, out string? problem)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        problem = string.IsNullOrEmpty(value) ? $"there is no environment variable ${name}; set it before scaleproxy starts" : null;
        return problem is null ? value : null;
    }
}
