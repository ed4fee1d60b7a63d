using SQLitePCL;

namespace ScaleProxy.Archive.Sqlite;

/// <summary>Says in one line what SQLite's result codes mean for the owner of the file, and what to do.</summary>
internal static class SqliteFault
{
    private const string DiskFull = "the disk is full; make room on it";

    /// <summary>Makes the error of a result code (https://www.sqlite.org/rescode.html).</summary>
    /// <param name="path">The database file.</param>
    /// <param name="code">The extended result code.</param>
    /// <param name="detail">SQLite's own words, for codes that have no better ones here.</param>
    public static ArchiveException Of(string path, int code, string detail) =>
        new($"archive {path}: {Meaning(code & 0xff, code, detail)}") { IsDamage = (code & 0xff) == raw.SQLITE_CORRUPT, IsLocked = (code & 0xff) == raw.SQLITE_BUSY };

    private static string Meaning(int code, int extended, string detail) => code switch
    {
        raw.SQLITE_FULL => DiskFull,
        raw.SQLITE_READONLY => "it cannot be written to; let this user write to the file and its folder, on a disk that is not mounted read-only",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program keeps it locked; end that program, or its open transaction, and try again",
        // The index of the log could not grow.
        raw.SQLITE_IOERR when extended == raw.SQLITE_IOERR_SHMSIZE => DiskFull,
        raw.SQLITE_IOERR => $"the disk reports an error (SQLite code {extended}); check the disk and its free space",
        raw.SQLITE_NOTADB => "it is not a SQLite database; give another path, or move that file away",
        raw.SQLITE_CORRUPT => "it is damaged; restore a backup, or move it away to begin a new one",
        raw.SQLITE_CANTOPEN => "it cannot be opened; the folder must be there, and this user must be allowed to write in it",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "access to it is denied; let this user read and write it",
        raw.SQLITE_NOMEM => "there is not enough memory",
        raw.SQLITE_TOOBIG => "one of the messages is larger than the database takes (1 GB)",
        _ => $"SQLite says: {detail} (code {extended})",
    };
}
