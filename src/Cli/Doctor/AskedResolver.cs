using ScaleProxy.Proxy.Dns;

namespace ScaleProxy.Cli.Doctor;

/// <summary>A resolver with a name for people.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Resolver">The resolver.</param>
internal sealed record AskedResolver(string Name, INameResolver Resolver);
