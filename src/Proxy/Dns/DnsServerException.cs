namespace ScaleProxy.Proxy.Dns;

/// <summary>The name server cannot start; the message says why, and what to do.</summary>
/// <param name="message">What, where, and what to do.</param>
/// <param name="innerException">What it came from.</param>
public sealed class DnsServerException(string message, Exception? innerException = null) : IOException(message, innerException);
