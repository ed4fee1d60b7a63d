namespace ScaleProxy.Proxy.Dns;

/// <summary>A host's addresses could not be found.</summary>
/// <param name="host">The host.</param>
/// <param name="resolver">Who was asked, for a person to read.</param>
/// <param name="reason">Why not, and what to do where something can be done.</param>
/// <param name="innerException">What it came from.</param>
public sealed class NameResolutionException(string host, string resolver, string reason, Exception? innerException = null)
    : Exception($"'{host}' could not be resolved by {resolver}: {reason}", innerException)
{
    /// <summary>The host.</summary>
    public string Host { get; } = host;

    /// <summary>Who was asked.</summary>
    public string Resolver { get; } = resolver;

    /// <summary>Why not.</summary>
    public string Reason { get; } = reason;
}
