using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ScaleProxy.Proxy.Tls;

/// <summary>Which server is taken for the vendor's: one whose certificate is right, or any.</summary>
/// <param name="Verify">Whether its certificate must be right.</param>
/// <param name="Roots">The authorities to trust in place of this machine's; null for those.</param>
internal sealed record UpstreamTrust(bool Verify, X509Certificate2Collection? Roots = null)
{
    /// <summary>What to ask of a server.</summary>
    /// <param name="host">Its name, which it is told too (SNI), or its address, which it is not (RFC 6066, 3).</param>
    public SslClientAuthenticationOptions OptionsFor(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (!Verify)
        {
#pragma warning disable CA5359 // That is what the owner asked for.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Roots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Roots);
        }

        return options;
    }

    /// <summary>Says why a server was not taken for the vendor's, and how to mend it.</summary>
    public string Explain(string host, string reason) => Verify
        ? $"no TLS with it as {host} ({reason}); if it is a server of your own, put its authority into the file that $SSL_CERT_FILE names, or say --insecure-upstream to take any certificate"
        : $"no TLS with it as {host} ({reason}), whatever its certificate; does it speak TLS at that port?";
}
