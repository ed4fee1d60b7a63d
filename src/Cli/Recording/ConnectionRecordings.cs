using ScaleProxy.Archive;

namespace ScaleProxy.Cli.Recording;

/// <summary>
/// The recordings of one connection: one for each conversation, as a scale may keep its connection for the next one. Not
/// for use by several threads at once.
/// </summary>
/// <param name="client">The scale's address and port.</param>
/// <param name="server">The server's address and port.</param>
/// <param name="source">Which command records.</param>
internal sealed class ConnectionRecordings(string client, string server, string source)
{
    /// <summary>See <see cref="RecordingHandle.IsMarkedWhileOpen"/>.</summary>
    public bool MarkedWhileOpen { get; init; }

    /// <summary>The recording of the conversation that goes on; null between two.</summary>
    public RecordingHandle? Open { get; private set; }

    /// <summary>The recording that what comes now belongs to; a new one where the last conversation is over.</summary>
    /// <param name="startedAt">When it came.</param>
    /// <param name="mac">The scale, where it shows; else null.</param>
    public RecordingHandle At(DateTimeOffset startedAt, string? mac)
    {
        Open ??= new RecordingHandle(client, server, startedAt, source) { IsMarkedWhileOpen = MarkedWhileOpen };
        Open.Mac = mac ?? Open.Mac;
        return Open;
    }

    /// <summary>Goes on with the recording of a conversation that an earlier process left.</summary>
    public void Continue(RecordingHandle recording) => Open = recording;

    /// <summary>The conversation is over.</summary>
    public void End() => Open = null;
}
