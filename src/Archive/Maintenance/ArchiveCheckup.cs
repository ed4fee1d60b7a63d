using ScaleProxy.Archive.Engine;
using ScaleProxy.Archive.Schema;

namespace ScaleProxy.Archive.Maintenance;

/// <summary>
/// Goes through a whole archive, as of one moment and changing nothing, also while others write to it: whether the file is
/// whole, whether everything in it belongs to something, and whether it can be read. Takes as long as reading all of it.
/// </summary>
public static class ArchiveCheckup
{
    /// <summary>Checks an archive.</summary>
    /// <param name="options">Where it is.</param>
    /// <exception cref="ArchiveException">It is not there, is none, cannot be opened, or a newer version has written it.</exception>
    public static ArchiveReport Run(ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options = ExistingArchive.Find(options);
        using ArchiveEngine engine = ArchiveEngine.Of(options);
        using Database database = engine.OpenReader();
        database.BeginReading();
        try
        {
            return Examine(database);
        }
        finally
        {
            database.Rollback();
        }
    }

    private static ArchiveReport Examine(Database database)
    {
        int latest = Migration.All[^1].Number;
        int schema = Migrator.Applied(database, latest);
        List<ArchiveFault> faults = [.. database.FindDamage()];
        ArchiveCounts? counts = null;

        // What is damaged answers wrongly, or not at all.
        if (faults.Count == 0 && schema == latest)
        {
            Copying.ArchiveCopy.RefuseUnfinished(database);
            faults.AddRange(database.FindOrphans());
            faults.AddRange(Consistency.FindFaults(database));
            counts = new ArchiveCounts(
                Count(database, "recording"),
                Count(database, "exchange"),
                Count(database, "measurement"),
                Count(database, "scale_user"),
                Count(database, "device"));
        }

        return new ArchiveReport(database.Name, schema, latest, database.Size(), counts, faults);
    }

    private static long Count(Database database, string table) => database.Number($"SELECT COUNT(*) FROM {table}");
}
