namespace ScaleProxy.Proxy.Forward;

/// <summary>The outbox cannot be read or written.</summary>
/// <param name="message">Why, and what would mend it.</param>
/// <param name="inner">The cause.</param>
public sealed class OutboxException(string message, Exception inner) : Exception(message, inner);
