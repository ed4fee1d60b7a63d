namespace ScaleProxy.Proxy.Upstream;

/// <summary>A connection does not go on, and should not.</summary>
/// <param name="message">Why, and what would mend it; for the log and for the client.</param>
/// <param name="status">The HTTP status that says so.</param>
internal sealed class UpstreamRefusedException(string message, int status) : Exception(message)
{
    /// <summary>400 for no host, 403 for a host that is not the vendor's, 508 for a loop.</summary>
    public int Status { get; } = status;
}
