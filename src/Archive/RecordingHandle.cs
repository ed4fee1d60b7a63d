namespace ScaleProxy.Archive;

/// <summary>
/// A recording in the making, one for each conversation. The first entry that names it adds its row, later ones append
/// to it. It belongs to one archive.
/// </summary>
/// <param name="client">The scale's address and port, as text; empty where it is not known.</param>
/// <param name="server">The server's address and port, as text; empty where it is not known.</param>
/// <param name="startedAt">When the conversation began.</param>
/// <param name="source"><c>serve</c>, <c>learn</c> or <c>import</c>.</param>
public sealed class RecordingHandle(string client, string server, DateTimeOffset startedAt, string source)
{
    private volatile string? _mac;

    /// <summary>The scale's address and port; empty where it is not known.</summary>
    public string Client { get; } = client;

    /// <summary>The server's address and port; empty where it is not known.</summary>
    public string Server { get; } = server;

    /// <summary>When the conversation began.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary><c>serve</c>, <c>learn</c> or <c>import</c>.</summary>
    public string Source { get; } = source;

    /// <summary>
    /// For an imported conversation, what it is known by: where the archive has one like it, neither this recording nor
    /// its exchanges are added again. Null for a live one, which is always new.
    /// </summary>
    public RecordingFingerprint? Fingerprint { get; init; }

    /// <summary>
    /// The archive says that the recording is open, from its first entry to the one that ends it: where the process ends
    /// without warning, the next one finds which recordings that has cut off. To be set before the first entry.
    /// </summary>
    public bool IsMarkedWhileOpen { get; init; }

    /// <summary>Goes on with a recording that an earlier process began with <see cref="IsMarkedWhileOpen"/>, and left open.</summary>
    /// <param name="recording">One of <see cref="ScaleArchive.OpenRecordings"/>. Whoever made it must have ended.</param>
    public static RecordingHandle Continue(StoredRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        return new RecordingHandle(recording.Client, recording.Server, recording.StartedAt, recording.Source)
        {
            IsMarkedWhileOpen = true,
            Mac = recording.Mac,
            Row = new RecordingRow(recording.Id, recording.Mac, recording.ExchangeCount, AlreadyArchived: false),
        };
    }

    /// <summary>The scale, once it is known. Set later, it is stored with the next entry that names the recording.</summary>
    public string? Mac
    {
        get => _mac;
        set => _mac = value;
    }

    /// <summary>The recording was in the archive before. To be asked after an entry that names it was written.</summary>
    public bool AlreadyArchived => Row.AlreadyArchived;

    /// <summary>The recording's number; 0 before its first entry was written.</summary>
    public long Id => Row.Id;

    /// <summary>What is in the database of it. The writer's alone.</summary>
    internal RecordingRow Row { get; set; }

    /// <summary>What <see cref="Row"/> was before the transaction at hand; null where that has not touched it. The writer's alone.</summary>
    internal RecordingRow? RowBefore { get; set; }
}
