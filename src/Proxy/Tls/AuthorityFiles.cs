using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// The authority on disk: <c>ca.key</c>, readable by its owner alone, and <c>ca.pem</c>.
/// <code>
///   ca.key there? ──no──► make one aside, link it in: whoever is first wins ──┐
///        └──yes───────────────────────────────────────────────────────────────┤
///   ca.pem there? ──no──► sign one with that key aside, link it in, likewise ─┤
///        └──yes───────────────────────────────────────────────────────────────┴─► read both, check that they fit
/// </code>
/// A file gets its name only when it is whole, and no file is ever replaced, so any number of processes that begin at once
/// end up with the same authority, without a lock. A process that dies in between leaves a key without a certificate, which
/// the next one signs.
/// </summary>
internal sealed class AuthorityFiles
{
    // Old scales know RSA and SHA-256 at best; elliptic curves and longer keys came to such small TLS stacks later.
    public const int KeyBits = 2048;

    private const int MaxFileBytes = 64 * 1024;
    private const int Years = 10;

    // A common name has at most 64 characters (RFC 5280, ub-common-name), and the words around take 41.
    private const int MaxHostName = 23;

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersAny = OthersWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _folder;
    private readonly TimeProvider _clock;

    /// <param name="folder">Where they are; made where it is not there.</param>
    /// <param name="clock">For the authority's validity.</param>
    public AuthorityFiles(string folder, TimeProvider clock)
    {
        _folder = Path.GetFullPath(folder);
        _clock = clock;
        KeyPath = Path.Combine(_folder, "ca.key");
        CertificatePath = Path.Combine(_folder, "ca.pem");
    }

    public string KeyPath { get; }

    public string CertificatePath { get; }

    private string Anew => $"restore it from a backup, or delete the folder {_folder}: the next start makes a new authority, which clients must be told to trust again";

    /// <summary>Reads the authority, making what is not there yet.</summary>
    /// <returns>Its certificate, with the key.</returns>
    /// <exception cref="AuthorityException">A file is damaged, out of date, open to others, or cannot be read or made.</exception>
    public X509Certificate2 OpenOrCreate()
    {
        try
        {
            EnsureFolder();
            if (!File.Exists(KeyPath))
            {
                RefuseCertificateAlone();
                using RSA made = RSA.Create(KeyBits);
                Place(KeyPath, made.ExportPkcs8PrivateKeyPem());
            }

            using RSA key = ReadKey();
            if (!File.Exists(CertificatePath))
            {
                using X509Certificate2 signed = Sign(key);
                Place(CertificatePath, signed.ExportCertificatePem());
            }

            using X509Certificate2 certificate = ReadCertificate();
            CheckDates(certificate);
            return Join(certificate, key);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException and not AuthorityException)
        {
            throw new AuthorityException($"the authority in {_folder} cannot be read or made ({exception.Message}); let this user read and write there, or give another --data folder", exception);
        }
    }

    private void EnsureFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
            return;
        }

        Directory.CreateDirectory(_folder, OwnersFolder);
        if ((File.GetUnixFileMode(_folder) & OthersWrite) != UnixFileMode.None)
        {
            throw new AuthorityException($"{_folder}: others than its owner may write there, so the authority in it cannot be relied on; say `chmod 700 {_folder}`");
        }
    }

    // Clients trust that certificate: a new key beside it would fit nothing.
    private void RefuseCertificateAlone()
    {
        // Asked for again, as another process may have made both meanwhile; it makes the key first.
        if (File.Exists(CertificatePath) && !File.Exists(KeyPath))
        {
            throw new AuthorityException($"{KeyPath}: the key of {CertificatePath} is missing; {Anew}");
        }
    }

    private RSA ReadKey()
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode = File.GetUnixFileMode(KeyPath);
            if ((mode & OthersAny) != UnixFileMode.None)
            {
                // Not mended in silence: whether somebody has read it, only the owner can judge.
                string octal = Convert.ToString((int)mode, 8);
                throw new AuthorityException($"{KeyPath}: others than its owner may read this key (mode {octal}); say `chmod 600 {KeyPath}`, or, if somebody may have read it, delete the folder {_folder} for a new authority");
            }
        }

        var key = RSA.Create();
        try
        {
            key.ImportFromPem(ReadText(KeyPath));
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new AuthorityException($"{KeyPath}: this is not the whole of an RSA key in PEM; {Anew}", exception);
        }
    }

    private X509Certificate2 ReadCertificate()
    {
        try
        {
            return X509Certificate2.CreateFromPem(ReadText(CertificatePath));
        }
        catch (CryptographicException exception)
        {
            throw new AuthorityException($"{CertificatePath}: this is not the whole of a certificate in PEM; {Anew}", exception);
        }
    }

    private void CheckDates(X509Certificate2 certificate)
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime())
        {
            throw new AuthorityException($"{CertificatePath}: it holds from {Day(certificate.NotBefore)} on, and this machine's clock says {Day(now)}; set the clock (`timedatectl` shows it)");
        }

        if (now > certificate.NotAfter.ToUniversalTime())
        {
            throw new AuthorityException($"{CertificatePath}: it was valid until {Day(certificate.NotAfter)}, and this machine's clock says {Day(now)}; if the clock is right, {Anew}");
        }
    }

    private X509Certificate2 Join(X509Certificate2 certificate, RSA key)
    {
        try
        {
            return certificate.CopyWithPrivateKey(key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new AuthorityException($"{CertificatePath}: it does not belong to the key in {KeyPath}; {Anew}", exception);
        }
    }

    private X509Certificate2 Sign(RSA key)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        string host = Environment.MachineName.Length > MaxHostName ? Environment.MachineName[..MaxHostName] : Environment.MachineName;
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(string.Create(CultureInfo.InvariantCulture, $"ScaleProxy local authority ({host}, {now:yyyy-MM-dd})"));
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - LocalAuthority.Backdated, now.AddYears(Years));
    }

    // Linked in under its name when it is whole and on disk; where the name is taken meanwhile, what is there stays.
    private static void Place(string path, string text)
    {
        string aside = $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        try
        {
            using (var file = new FileStream(aside, options))
            {
                file.Write(Encoding.ASCII.GetBytes(text + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its file is read in place of ours.
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static string ReadText(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxFileBytes)
        {
            return string.Empty;
        }

        using var reader = new StreamReader(file, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static string Day(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
