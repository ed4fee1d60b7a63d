using System.Security.Cryptography.X509Certificates;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>Authorities made once for all tests, as making a key takes long: an old one, and one of now that stands in for the world's.</summary>
internal static class TestAuthority
{
    private static readonly Lazy<(string Key, string Certificate)> s_made = new(Make);
    private static readonly Lazy<LocalAuthority> s_now = new(() => Open(Directory.CreateTempSubdirectory("scaleproxy-tls-authority-").FullName, TimeProvider.System));

    /// <summary>An authority with a folder of its own, which is gone when it is there.</summary>
    public static LocalAuthority Now => s_now.Value;

    /// <summary>What trusts <see cref="Now"/> alone.</summary>
    public static X509Certificate2Collection Roots => [X509Certificate2.CreateFromPem(Now.ExportPem())];

    /// <summary>Puts the files of an authority made in January 2026 into a folder.</summary>
    public static void CopyTo(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string key = Path.Combine(folder, "ca.key");
        File.WriteAllText(key, s_made.Value.Key);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), s_made.Value.Certificate);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static (string Key, string Certificate) Make()
    {
        using var folder = new TemporaryFolder();
        using LocalAuthority made = LocalAuthority.OpenOrCreate(folder.Beside("ca"), new SetClock(SetClock.January2026));
        return (File.ReadAllText(made.KeyPath), File.ReadAllText(made.CertificatePath));
    }

    private static LocalAuthority Open(string folder, TimeProvider clock)
    {
        try
        {
            return LocalAuthority.OpenOrCreate(Path.Combine(folder, "ca"), clock);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
