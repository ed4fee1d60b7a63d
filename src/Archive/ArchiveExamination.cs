using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Sqlite;

namespace ScaleProxy.Archive;

/// <summary>Looks whether an archive's file is whole and can be written to, changing nothing in it.</summary>
public static class ArchiveExamination
{
    /// <summary>Examines the file, which must be there; it may be in use meanwhile. Takes as long as reading all of it.</summary>
    /// <param name="options">Where it is.</param>
    /// <returns>What is damaged, in SQLite's words, the first few; empty where it is whole.</returns>
    /// <exception cref="ArchiveException">It cannot be opened, or not be written to.</exception>
    public static IReadOnlyList<string> Run(ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using Database database = SqliteDatabase.OpenWriter(options);

        // The right to write is only found out by taking it.
        database.Execute("BEGIN IMMEDIATE");
        database.Rollback();

        return SqliteIntegrity.FindDamage(database, indexes: false);
    }
}
