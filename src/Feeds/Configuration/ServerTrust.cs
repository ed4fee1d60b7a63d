using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>Which servers are believed over TLS: those that this machine believes, or those of one authority.</summary>
public sealed class ServerTrust
{
    private readonly X509Certificate2Collection? _authority;

    private ServerTrust(X509Certificate2Collection? authority) => _authority = authority;

    /// <summary>Those that this machine believes.</summary>
    public static ServerTrust System { get; } = new(null);

    /// <summary>Those of the authority in a file alone.</summary>
    /// <param name="path">A PEM file with its certificate, or that of the server itself.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds no certificate.</exception>
    public static ServerTrust Of(string path)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(path);
        return authority.Count > 0
            ? new ServerTrust(authority)
            : throw new global::System.Security.Cryptography.CryptographicException("it holds no certificate");
    }

    /// <summary>What to ask of a server.</summary>
    /// <param name="host">Its name or address; empty where whoever connects knows it.</param>
    internal SslClientAuthenticationOptions OptionsFor(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (_authority is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_authority);
        }

        return options;
    }
}
