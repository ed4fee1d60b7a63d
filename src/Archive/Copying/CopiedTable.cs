namespace ScaleProxy.Archive.Copying;

/// <summary>A table that a copy takes along.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The columns its rows are in order of. Where the first is a number, an interrupted copy goes on from there.</param>
/// <param name="HasIds">Whether its rows are numbered by the database.</param>
internal sealed record CopiedTable(string Name, string Key, bool HasIds = false)
{
    /// <summary>Every table that is kept for good, those that others refer to first.</summary>
    public static IReadOnlyList<CopiedTable> All { get; } =
    [
        new("device", "mac"),
        new("handshake", "mac, once"),
        new("learned_reply", "mac, kind, status"),
        new("scale_user", "id"),
        new("person", "id", HasIds: true),
        new("person_vendor_id", "vendor_id"),
        new("session", "id"),
        new("recording", "id", HasIds: true),
        new("exchange", "id"),
        new("measurement", "id", HasIds: true),
        new("measurement_value", "measurement_id, position"),
        new("measurement_candidate", "measurement_id, position"),
        new("assignment", "measurement_id"),
        new("measurement_change", "id", HasIds: true),
        new("feed_position", "feed"),
        new("outbox", "id", HasIds: true),
        new("vendor_call", "mac"),
    ];

    /// <summary>What stays behind: what is only of use to the processes that have the archive open.</summary>
    public static IReadOnlyList<string> LeftBehind { get; } = ["schema_migration", "revision", "open_recording", "given_once", "journal_position", "forwarder"];

    /// <summary>The first column of the key.</summary>
    public string FirstKey => Key.Split(',')[0];
}
