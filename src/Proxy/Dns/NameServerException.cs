namespace ScaleProxy.Proxy.Dns;

/// <summary>Another name server gave no reply.</summary>
/// <param name="reason">Why, as far as can be told.</param>
/// <param name="innerException">What it came from.</param>
internal sealed class NameServerException(string reason, Exception? innerException = null) : Exception(reason, innerException);
