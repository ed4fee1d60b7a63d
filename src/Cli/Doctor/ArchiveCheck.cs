using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Is the archive writable and whole, and is there room for more?</summary>
/// <param name="path">Its file.</param>
/// <param name="freeBytes">How much room there is where a folder lies.</param>
internal sealed class ArchiveCheck(string path, Func<string, long> freeBytes) : ICheck
{
    // Years of weights; a single firmware dump of a scale is less.
    private const long LittleRoom = 500_000_000;

    // SQLite's log alone may take this much for a while.
    private const long NoRoom = 50_000_000;

    /// <inheritdoc/>
    public string Name => "archive";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        // It may take a while, and SQLite cannot be interrupted by a token.
        Finding file = File.Exists(path) ? await Task.Run(Examine, cancellation) : Missing();
        return [file, Room()];
    }

    private Finding Examine()
    {
        try
        {
            IReadOnlyList<string> faults = ArchiveExamination.Run(new ArchiveOptions { Path = path });
            return faults.Count == 0
                ? Finding.Ok($"{path} is whole and can be written to")
                : Finding.Bad($"{path} is damaged: {faults[0]}", "`scaleproxy archive check` says all of it, and how to mend it");
        }
        catch (ArchiveException e)
        {
            return Finding.Bad(e.Message, "nothing can be archived until then, and scales keep their weights");
        }
    }

    private Finding Missing()
    {
        string folder = ExistingFolder();
        string probe = Path.Combine(folder, $".scaleproxy-{Guid.NewGuid():n}");
        try
        {
            // Whether a folder can be written to is only found out by doing so.
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
            return Finding.Ok($"{path} is not there yet; it will be made when it is needed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad($"{path} is not there, and cannot be made: {e.Message}", $"let this user write in {folder}, or give another --data folder");
        }
    }

    private Finding Room()
    {
        string folder = ExistingFolder();
        long free = freeBytes(folder);
        string text = $"{ByteText.Of(free)} are free in {folder}";
        return free < NoRoom ? Finding.Bad(text, "make room: a weight that cannot be stored stays on the scale")
            : free < LittleRoom ? Finding.Warn(text, "make room soon")
            : Finding.Ok(text);
    }

    private string ExistingFolder()
    {
        string folder = Path.GetDirectoryName(path)!;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }
}
