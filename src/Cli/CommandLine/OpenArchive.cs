using ScaleProxy.Archive;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Opens the archive that the settings name.</summary>
internal static class OpenArchive
{
    // Enough for the writer to be at work while others come; what waits longer outlives a garbage collection, and costs more.
    private const int BulkQueue = 64;

    /// <summary>Opens it, making it where it is not there yet.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="bulk">Much will be written that can be had again from where it came; see <see cref="ArchiveOptions.Bulk"/>.</param>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public static ScaleArchive At(Settings settings, bool bulk = false) =>
        ScaleArchive.Open(bulk ? OptionsOf(settings) with { Bulk = true, QueueCapacity = BulkQueue } : OptionsOf(settings), TimeProvider.System);

    /// <summary>Where it is, without opening it.</summary>
    public static ArchiveOptions OptionsOf(Settings settings) => new()
    {
        Path = settings.DatabasePath,
        Server = settings.Server,
        PostFailed = error => Console.Error.WriteLine("scaleproxy: " + error.Message),
    };
}
