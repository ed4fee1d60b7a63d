using System.Net;
using ScaleProxy.Cli.Doctor;
using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.EndToEnd.Doctor;

/// <summary>Knows every name by the same addresses; or, given none, no name at all.</summary>
internal sealed class FixedResolver(params string[] addresses) : INameResolver
{
    public AskedResolver Named(string name) => new(name, this);

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
        addresses.Length == 0
            ? throw new NameResolutionException(host, "nobody", "there is no such name")
            : Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Select(IPAddress.Parse)]);
}
