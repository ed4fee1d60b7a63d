namespace ScaleProxy.Proxy.Recording;

/// <summary>Takes the copy of what passes. Nothing of it may hold up, or break, what passes: no call waits, and none throws.</summary>
public interface IConversationRecorder
{
    /// <summary>A connection was made to the vendor.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">The vendor's address and port.</param>
    IRecordedConversation Begin(string client, string server);
}
