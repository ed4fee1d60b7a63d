namespace ScaleProxy.Archive.Sqlite;

/// <summary>The archive's file and its folder.</summary>
internal static class ArchiveFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes an empty file where there is none, for its owner only: weights are nobody else's business. SQLite gives the
    /// log beside it the same rights.
    /// </summary>
    /// <exception cref="ArchiveException">The folder or the file cannot be made.</exception>
    public static void Ensure(string path)
    {
        try
        {
            string? folder = Path.GetDirectoryName(path);
            if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            {
                CreateFolder(folder);
                if (Path.GetDirectoryName(folder) is { } above)
                {
                    SyncedFolder.Sync(above);
                }
            }

            if (!File.Exists(path))
            {
                CreateEmpty(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"archive {path}: it cannot be made ({exception.Message}); give a folder that this user may write in", exception);
        }
    }

    /// <summary>Opens a file of the archive for writing, making it for its owner only where it is not there.</summary>
    public static FileStream OpenOrCreate(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnersFolder);
        }
    }

    // Another process may make it at the same time, and both shall go on with the same file.
    private static void CreateEmpty(string path) => OpenOrCreate(path, FileShare.ReadWrite | FileShare.Delete).Dispose();
}
