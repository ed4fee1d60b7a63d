using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// A certificate authority of this installation: it signs a certificate for each name that a client asks for over TLS, so
/// that a client which was told to trust it can be recorded. Used by any number of connections at once.
/// </summary>
public sealed class LocalAuthority : IDisposable
{
    /// <summary>How long before now a certificate begins to hold: the clocks of scales are off.</summary>
    internal static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private const int MaxKept = 256;
    private const int SerialBytes = 16;

    // The longest common name (RFC 5280, ub-common-name). Clients that read the common name alone are older than such names.
    private const int MaxCommonName = 64;

    // Some clients take no certificate that holds for more than 398 days.
    private static readonly TimeSpan s_validity = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_renewedBefore = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly X509Certificate2 _authority;

    private readonly Dictionary<string, SslStreamCertificateContext> _kept = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    // One for all names: making an RSA key takes tenths of a second on a small machine, a signature milliseconds.
    private RSA? _leafKey;

    private LocalAuthority(X509Certificate2 authority, string certificatePath, string keyPath, TimeProvider clock)
    {
        _authority = authority;
        CertificatePath = certificatePath;
        KeyPath = keyPath;
        _clock = clock;
    }

    /// <summary>The file with the authority's own certificate, in PEM: the one that clients are told to trust.</summary>
    public string CertificatePath { get; }

    /// <summary>The file with the authority's key, readable by its owner alone.</summary>
    public string KeyPath { get; }

    /// <summary>The authority's name, for example <c>CN="ScaleProxy local authority (attic, 2026-01-31)"</c>.</summary>
    public string Subject => _authority.Subject;

    /// <summary>The SHA-256 fingerprint, as browsers and <c>openssl</c> show it: <c>AB:CD:…</c>.</summary>
    public string Fingerprint => BitConverter.ToString(_authority.GetCertHash(HashAlgorithmName.SHA256)).Replace('-', ':');

    /// <summary>When it begins to hold.</summary>
    public DateTimeOffset NotBefore => new(_authority.NotBefore.ToUniversalTime());

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter => new(_authority.NotAfter.ToUniversalTime());

    /// <summary>Opens the authority of a folder, making it on first use. Two processes at once end up with the same one.</summary>
    /// <param name="folder">Where its files are, <c>ca.key</c> and <c>ca.pem</c>.</param>
    /// <param name="clock">For the validity of certificates.</param>
    /// <exception cref="AuthorityException">A file is damaged, out of date, open to others, or cannot be read or made.</exception>
    public static LocalAuthority OpenOrCreate(string folder, TimeProvider clock)
    {
        var files = new AuthorityFiles(folder, clock);
        return new LocalAuthority(files.OpenOrCreate(), files.CertificatePath, files.KeyPath, clock);
    }

    /// <summary>The authority's own certificate, without its key.</summary>
    /// <returns>In DER.</returns>
    public byte[] Export() => _authority.Export(X509ContentType.Cert);

    /// <summary>The authority's own certificate, without its key.</summary>
    /// <returns>In PEM.</returns>
    public string ExportPem() => _authority.ExportCertificatePem() + "\n";

    /// <summary>A certificate for a host, with its key. It is kept for the next time, so it is not the caller's to dispose of.</summary>
    /// <param name="host">A host name or an IP address.</param>
    public X509Certificate2 CertificateFor(string host) => ContextFor(host).TargetCertificate;

    /// <summary>What <see cref="CertificateFor"/> gives, as TLS takes it: one for all connections, so that sessions can be resumed.</summary>
    internal SslStreamCertificateContext ContextFor(string host)
    {
        host = host.ToLowerInvariant();
        DateTimeOffset now = _clock.GetUtcNow();
        lock (_lock)
        {
            if (_kept.TryGetValue(host, out SslStreamCertificateContext? kept))
            {
                if (IsFresh(kept.TargetCertificate, now.UtcDateTime))
                {
                    return kept;
                }
            }
            else
            {
                if (_oldestFirst.Count == MaxKept)
                {
                    // Not disposed of: a handshake may be under way with it.
                    _kept.Remove(_oldestFirst.Dequeue());
                }

                _oldestFirst.Enqueue(host);
            }

            // Offline: nobody else's authority or revocation list is asked for while a client waits.
            return _kept[host] = SslStreamCertificateContext.Create(Sign(host, now), additionalCertificates: null, offline: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _leafKey?.Dispose();
    }

    private static bool IsFresh(X509Certificate2 certificate, DateTime now) =>
        certificate.NotBefore.ToUniversalTime() <= now && now < certificate.NotAfter.ToUniversalTime() - s_renewedBefore;

    // Called under the lock.
    private X509Certificate2 Sign(string host, DateTimeOffset now)
    {
        var name = new X500DistinguishedNameBuilder();
        if (host.Length <= MaxCommonName)
        {
            name.AddCommonName(host);
        }

        var alternatives = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            alternatives.AddIpAddress(address);
        }
        else
        {
            alternatives.AddDnsName(host);
        }

        _leafKey ??= RSA.Create(AuthorityFiles.KeyBits);
        var request = new CertificateRequest(name.Build(), _leafKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        // Without a subject the alternative name is critical (RFC 5280, 4.2.1.6).
        request.CertificateExtensions.Add(alternatives.Build(critical: host.Length > MaxCommonName));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));

        // Key encipherment for the key exchange of TLS 1.0 to 1.2 without Diffie-Hellman.
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        // Within the authority's own validity: after a jump of the clock as well.
        using X509Certificate2 signed = request.Create(
            _authority,
            Later(now - Backdated, NotBefore),
            Later(Earlier(now + s_validity, NotAfter), NotBefore),
            Serial());
        return signed.CopyWithPrivateKey(_leafKey);
    }

    // A positive number without leading zeros (RFC 5280, 4.1.2.2).
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
