using ScaleProxy.Archive;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Opens the archive that the settings name.</summary>
internal static class OpenArchive
{
    /// <summary>Opens it, making it where it is not there yet.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="postFailed">Told of each entry that nobody waits for and that could not be stored.</param>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public static ScaleArchive At(Settings settings, Action<ArchiveException>? postFailed = null) =>
        ScaleArchive.Open(
            new ArchiveOptions
            {
                Path = settings.DatabasePath,
                PostFailed = postFailed ?? (error => Console.Error.WriteLine("scaleproxy: " + error.Message)),
            },
            TimeProvider.System);
}
