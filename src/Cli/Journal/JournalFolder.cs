using System.IO.Hashing;
using System.Text;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Cli.Journal;

/// <summary>The folder that journals of one archive are in, one file for each; it is there only while one of them is.</summary>
/// <param name="path">Where it is; see <see cref="Of"/>.</param>
/// <param name="log">Who is told of trouble.</param>
internal sealed class JournalFolder(string path, LearnLog log)
{
    private const string Ending = ".journal";

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Where it is: beside the archive's file, or, for a server's archive, in the data folder. Each archive has its own.</summary>
    public static string Of(Settings settings) => settings.Server is { } server
        ? System.IO.Path.Combine(settings.DataFolder, $"learn-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(server.ToString())):x16}")
        : settings.DatabasePath + ".learn";

    /// <summary>The files in it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<string> Files() => Directory.Exists(path) ? Directory.GetFiles(path, "*" + Ending) : [];

    /// <summary>Makes a file in it, and the folder where there is none; both are their owner's alone.</summary>
    /// <param name="name">What the archive is to know it by.</param>
    /// <param name="room">The bytes that it may take.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public JournalFile Make(string name, RecordingRoom room)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new JournalFile(System.IO.Path.Combine(path, name + Ending), room);
    }

    /// <summary>Removes files, the folder after the last of them, and then what the archive knows of them.</summary>
    /// <param name="files">Where they are: the archive has all that is in them.</param>
    /// <param name="archive">The archive.</param>
    public async Task RemoveAsync(IEnumerable<string> files, ScaleArchive archive)
    {
        var forgotten = new List<Task>();
        foreach (string file in files)
        {
            // Not the other way about: a file that nobody knows would be taken in again.
            if (TryRemove(file))
            {
                forgotten.Add(ForgetAsync(JournalFile.NameOf(file), archive));
            }
        }

        RemoveIfEmpty();
        await Task.WhenAll(forgotten);
    }

    private bool TryRemove(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.JournalNotRemoved(file, e.Message);
            return false;
        }
    }

    private void RemoveIfEmpty()
    {
        try
        {
            if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            {
                Directory.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has just begun to use it, or it may not be removed: an empty folder does no harm.
        }
    }

    private async Task ForgetAsync(string name, ScaleArchive archive)
    {
        try
        {
            await archive.WriteAsync(new ArchiveEntry { EndedJournal = name }, CancellationToken.None);
        }
        catch (ArchiveException e)
        {
            log.JournalNotForgotten(e.Message);
        }
    }
}
