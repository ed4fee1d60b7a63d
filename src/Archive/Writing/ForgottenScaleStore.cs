using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Deletes what was learned of scales. It is asked once in years, so its statements are prepared when it is.</summary>
/// <param name="database">The connection that writes.</param>
/// <param name="revision">Is told of each change.</param>
internal sealed class ForgottenScaleStore(Database database, RevisionStore revision)
{
    // What hangs on the device by reference comes before it, so that nothing depends on the engine to follow.
    private static readonly string[] s_learned =
    [
        "DELETE FROM handshake WHERE mac = $1",
        "DELETE FROM learned_reply WHERE mac = $1",
        "DELETE FROM session WHERE mac = $1",
        "DELETE FROM vendor_call WHERE mac = $1",
        "DELETE FROM device WHERE mac = $1",
    ];

    // A number that is free is given again: nothing may point to it.
    private static readonly string[] s_pointers =
    [
        "UPDATE measurement SET recording_id = NULL WHERE recording_id IN (SELECT id FROM recording WHERE mac = $1)",
        "DELETE FROM outbox WHERE exchange_id IS NOT NULL AND mac = $1",
        "DELETE FROM open_recording WHERE recording_id IN (SELECT id FROM recording WHERE mac = $1)",
    ];

    /// <summary>Deletes what was learned of a scale, in the transaction that is open.</summary>
    public void Store(ForgottenScale forgotten)
    {
        Run(s_learned, forgotten.Mac);
        if (forgotten.WithRecordings)
        {
            Run(s_pointers, forgotten.Mac);
            DeleteExchanges(forgotten.Mac);
            Run(["DELETE FROM recording WHERE mac = $1"], forgotten.Mac);
        }

        revision.Count();
    }

    private void Run(IEnumerable<string> statements, string mac)
    {
        foreach (string sql in statements)
        {
            using Statement statement = database.Prepare(sql);
            statement.Bind(1, mac).Run();
        }
    }

    // Range by range, as exchanges have no index but their numbers.
    private void DeleteExchanges(string mac)
    {
        var recordings = new List<long>();
        using (Statement found = database.Prepare("SELECT id FROM recording WHERE mac = $1 ORDER BY id"))
        {
            found.Bind(1, mac);
            while (found.Step())
            {
                recordings.Add(found.Int64(0));
            }
        }

        using Statement delete = database.Prepare("DELETE FROM exchange WHERE id >= $1 AND id < $2");
        foreach (long recording in recordings)
        {
            delete.Bind(1, ExchangeId.Of(recording, 0)).Bind(2, ExchangeId.Of(recording + 1, 0)).Run();
        }
    }
}
