using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads which recordings are marked as open. It is asked once in the life of a process, so nothing is prepared for it.</summary>
internal static class OpenRecordingReader
{
    /// <summary>Those recordings without their exchanges, in the order they came into the archive.</summary>
    /// <param name="database">The connection.</param>
    public static IReadOnlyList<StoredRecording> Read(Database database)
    {
        using Statement rows = database.Prepare(
            $"""
            SELECT r.id, r.mac, r.started_at, r.source, r.client, r.server, {ExchangeId.CountSql}
            FROM open_recording o JOIN recording r ON r.id = o.recording_id ORDER BY r.id
            """);
        var open = new List<StoredRecording>();
        while (rows.Step())
        {
            open.Add(new StoredRecording(
                rows.Int64(0), rows.NullableText(1), Timestamp.ToTime(rows.Int64(2)), rows.Text(3), rows.Text(4), rows.Text(5), rows.Int32(6), []));
        }

        return open;
    }
}
