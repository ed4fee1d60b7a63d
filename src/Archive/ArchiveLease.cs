using System.Globalization;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive;

/// <summary>
/// The right to answer scales from this archive: one process at a time. It is a lock of the operating system on the file
/// <c>DATABASE.lock</c>, so it ends with the process however that ends. Who holds it stands in <c>DATABASE.holder</c>, a
/// file of its own, as a locked one cannot be read. Neither is removed while the lock is held: another process could lock a
/// file that is no longer there.
/// </summary>
public sealed class ArchiveLease : IDisposable
{
    private readonly FileStream? _lock;
    private readonly string? _holderPath;

    private ArchiveLease(FileStream? @lock, string? holderPath, string? predecessor)
    {
        _lock = @lock;
        _holderPath = holderPath;
        Predecessor = predecessor;
    }

    /// <summary>
    /// Who held it last and ended without giving it back, by a crash for example: what it did, its process and since when;
    /// null where it was given back.
    /// </summary>
    public string? Predecessor { get; }

    /// <summary>A lease that any number may have.</summary>
    internal static ArchiveLease ForAnybody() => new(null, null, null);

    /// <summary>Takes the lease.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="who">What the process does, for whoever comes second: <c>serve</c>, <c>learn</c>.</param>
    /// <param name="clock">For the time to tell them.</param>
    /// <exception cref="ArchiveException">Another process has it; the message says which, and since when.</exception>
    internal static ArchiveLease Take(string path, string who, TimeProvider clock)
    {
        string holderPath = path + ".holder";
        FileStream @lock = Lock(path, holderPath);
        try
        {
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{who} (process {Environment.ProcessId}, since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC)");
            string left = File.Exists(holderPath) ? File.ReadAllText(holderPath).Trim() : string.Empty;
            using var holder = new StreamWriter(ArchiveFile.OpenOrCreate(holderPath, FileShare.ReadWrite));
            holder.BaseStream.SetLength(0);
            holder.WriteLine(text);
            return new ArchiveLease(@lock, holderPath, left.Length == 0 ? null : left);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            @lock.Dispose();
            throw new ArchiveException($"archive {path}: {holderPath} cannot be written ({exception.Message}); give this user room and the right to write it", exception);
        }
    }

    /// <summary>Gives the lease back.</summary>
    public void Dispose()
    {
        if (_holderPath is not null)
        {
            File.Delete(_holderPath);
        }

        _lock?.Dispose();
    }

    private static FileStream Lock(string path, string holderPath)
    {
        string lockPath = path + ".lock";
        try
        {
            return ArchiveFile.OpenOrCreate(lockPath, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(lockPath))
        {
            throw new ArchiveException($"archive {path}: {Holder(holderPath)} has it; end that one first, or give another --data folder", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"archive {path}: {lockPath} cannot be opened ({exception.Message}); let this user write it", exception);
        }
    }

    private static string Holder(string holderPath)
    {
        try
        {
            return File.ReadAllText(holderPath).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is between its lock and its name, or belongs to somebody else.
            return "another process";
        }
    }
}
