namespace ScaleProxy.Proxy.Upstream;

/// <summary>A connection should go on, but its upstream could not be resolved, or at none of its addresses be reached.</summary>
/// <param name="message">Name, addresses, and the reason for each.</param>
internal sealed class UpstreamUnreachableException(string message) : Exception(message);
