using System.Net;

namespace ScaleProxy.Proxy.Dns;

/// <summary>Finds the addresses of a host.</summary>
public interface INameResolver
{
    /// <summary>Resolves a host name. An address is given back as it is.</summary>
    /// <param name="host">A name without a port, or an address.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Its addresses, at least one, in the order in which to try them.</returns>
    /// <exception cref="NameResolutionException">It has none, or nobody could say.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}
