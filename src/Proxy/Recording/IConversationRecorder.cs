namespace ScaleProxy.Proxy.Recording;

/// <summary>Takes the copy of what passes. Nothing of it may hold up, or break, what passes.</summary>
public interface IConversationRecorder
{
    /// <summary>A connection was made to the vendor. It does not wait.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="server">The vendor's address and port.</param>
    IRecordedConversation Begin(string client, string server);

    /// <summary>Waits until more exchanges can be taken. Called by whoever reads what was kept, never by the relay.</summary>
    void AwaitRoom();
}
