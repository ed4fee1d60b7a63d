using System.Net;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>A resolver that knows one address for every name, or none.</summary>
internal sealed class FixedNames(params IReadOnlyList<IPAddress> addresses) : INameResolver
{
    public List<string> Asked { get; } = [];

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        Asked.Add(host);
        return addresses.Count == 0 ? throw new NameResolutionException(host, "nobody", "no such name") : Task.FromResult(addresses);
    }
}
