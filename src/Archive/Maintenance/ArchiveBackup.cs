using ScaleProxy.Archive.Schema;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive.Maintenance;

/// <summary>
/// Copies an archive's file while it is in use. The copy is made beside its final name, checked, brought to the disk, and
/// only then named: under that name there is never half a file.
/// </summary>
public static class ArchiveBackup
{
    /// <summary>Makes a backup.</summary>
    /// <param name="options">What to copy.</param>
    /// <param name="file">Where to.</param>
    /// <param name="overwrite">Whether a file there is replaced.</param>
    /// <param name="progress">Told as it goes.</param>
    /// <param name="cancellation">Ends it; nothing stays of it then.</param>
    /// <returns>What was copied, and is whole.</returns>
    /// <exception cref="ArchiveException">It cannot be made, a server keeps the archive, or the copy is not whole.</exception>
    public static ArchiveReport Run(ArchiveOptions options, string file, bool overwrite, Action<BackupProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(progress);
        options = ExistingArchive.FindFile(options, "its backups are PostgreSQL's own: pg_dump --format=custom --file=FILE NAME");
        file = Path.GetFullPath(file);
        Refuse(options.Path, file, overwrite);
        string partial = file + ".partial";
        try
        {
            // Whoever else backs up to the same file is kept out, and what an earlier one left is written over.
            using FileStream copy = ArchiveFile.OpenOrCreate(partial, OperatingSystem.IsWindows() ? FileShare.ReadWrite | FileShare.Delete : FileShare.None);
            try
            {
                copy.SetLength(0);
                Copy(options, partial, progress, cancellation);
                ArchiveReport report = Check(options, partial, file);
                copy.Flush(flushToDisk: true);
                File.Move(partial, file, overwrite);
                SyncedFolder.Sync(Path.GetDirectoryName(file)!);
                return report with { Name = file };
            }
            finally
            {
                File.Delete(partial);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"backup {file}: it cannot be written ({exception.Message}); give a folder with room that this user may write in, and no file that another backup is being written to", exception);
        }
    }

    private static void Refuse(string path, string file, bool overwrite)
    {
        if (Final(file) == Final(path))
        {
            throw new ArchiveException($"backup {file}: that is the archive itself; give another file");
        }

        if (Directory.Exists(file))
        {
            throw new ArchiveException($"backup {file}: that is a folder; give a file in it");
        }

        if (File.Exists(file) && !overwrite)
        {
            throw new ArchiveException($"backup {file}: it is there already; give another file, or --force to replace it");
        }

        // A copy that is renamed to a device's name takes the device away; it has no length, and .NET does not tell it from a file.
        if (File.Exists(file) && new FileInfo(Final(file)).Length == 0)
        {
            throw new ArchiveException($"backup {file}: that is an empty file, or a device; remove it if it is a file, or give another one");
        }

        // Opened, the copy would take the other database's log for its own.
        if (File.Exists(file + "-wal"))
        {
            throw new ArchiveException($"backup {file}: {file}-wal is beside it, the log of a database that is or was in use there; give another file");
        }
    }

    private static void Copy(ArchiveOptions options, string partial, Action<BackupProgress> progress, CancellationToken cancellation)
    {
        using SqliteDatabase source = SqliteDatabase.OpenReader(options);
        // What a newer version has written it may not understand; what is damaged is found out when the copy is checked.
        Migrator.Applied(source, Migration.All[^1].Number);
        if (!source.HasTables())
        {
            // Least of all in the place of a backup that there is.
            throw new ArchiveException($"archive {source.Name}: it is empty, so there is nothing to back up; look whether it is the right one");
        }

        using SqliteDatabase target = SqliteDatabase.OpenTarget(partial);
        SqliteBackup.Copy(source, target, (pages, of) => progress(new BackupProgress(pages, of)), cancellation);
    }

    private static ArchiveReport Check(ArchiveOptions options, string partial, string file)
    {
        ArchiveReport report = ArchiveCheckup.Run(options with { Path = partial });
        return report.Faults is [var fault, ..]
            ? throw new ArchiveException($"backup {file}: not made, as the archive it would be of is not whole ({fault.What}); `scaleproxy archive check` says how to mend it")
            : report;
    }

    private static string Final(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
}
