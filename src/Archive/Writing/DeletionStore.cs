using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Marks measurements as deleted, and takes the mark away. People ask for it, so nothing is kept prepared.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class DeletionStore(Database database)
{
    /// <summary>Deletes, or restores.</summary>
    /// <returns>False where there is no such measurement, or it is so already.</returns>
    public bool Store(Deletion deletion)
    {
        if (deletion.At is not { } at)
        {
            using Statement restore = database.Prepare("UPDATE measurement SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL");
            return restore.Bind(1, deletion.MeasurementId).Run() > 0;
        }

        using Statement delete = database.Prepare("UPDATE measurement SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL");
        if (delete.Bind(1, Timestamp.From(at)).Bind(2, deletion.MeasurementId).Run() == 0)
        {
            return false;
        }

        using Statement drop = database.Prepare("UPDATE outbox SET state = 'dropped', changed_at = $1 WHERE measurement_id = $2 AND state IN ('queued', 'failed')");
        drop.Bind(1, Timestamp.From(at)).Bind(2, deletion.MeasurementId).Run();
        return true;
    }
}
