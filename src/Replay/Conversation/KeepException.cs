namespace ScaleProxy.Replay.Conversation;

/// <summary>Something could not be stored. The scale must not be told that all is well.</summary>
/// <param name="message">What, where, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class KeepException(string message, Exception? inner = null) : Exception(message, inner);
