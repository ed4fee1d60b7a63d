namespace ScaleProxy.Replay.Conversation;

/// <summary>The vendor's own server, where requests are handed on to it. Called from many threads.</summary>
public interface IVendor
{
    /// <summary>Makes a line to the vendor for one connection of a scale; nothing is connected before it is used.</summary>
    /// <param name="client">The scale's address, for the log.</param>
    IVendorLine Open(string client);
}
