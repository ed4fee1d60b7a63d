namespace ScaleProxy.Archive.Maintenance;

/// <summary>How far a backup is.</summary>
/// <param name="Pages">Pages of the database that are copied.</param>
/// <param name="Of">Pages there are.</param>
public readonly record struct BackupProgress(int Pages, int Of);
