using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ScaleProxy.Proxy.Tls;

namespace ScaleProxy.Proxy.Tests.Tls;

public sealed class LocalAuthorityTests : IDisposable
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();
    private readonly SetClock _clock = new(SetClock.January2026);

    private string Folder => _folder.Beside("ca");

    private string KeyPath => Path.Combine(Folder, "ca.key");

    private string CertificatePath => Path.Combine(Folder, "ca.pem");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FirstUse_MadeForItsOwnerAlone_AndTheSameFromThenOn()
    {
        using LocalAuthority made = LocalAuthority.OpenOrCreate(Folder, _clock);
        using LocalAuthority again = LocalAuthority.OpenOrCreate(Folder, _clock);

        again.Fingerprint.Should().Be(made.Fingerprint);
        made.Subject.Should().Contain("ScaleProxy local authority (").And.Contain("2026-01-31");
        made.NotAfter.Year.Should().Be(2036);
        Directory.GetFiles(Folder).Should().BeEquivalentTo([KeyPath, CertificatePath]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyPath).Should().Be(Owners);
            File.GetUnixFileMode(Folder).Should().Be(Owners | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void MadeByManyAtOnce_OneAuthority_AndNothingLeftOver()
    {
        const int Makers = 6;
        string[] fingerprints = new string[Makers];
        using var together = new Barrier(Makers);

        var threads = Enumerable.Range(0, Makers).Select(maker => new Thread(() =>
        {
            together.SignalAndWait();
            using LocalAuthority authority = LocalAuthority.OpenOrCreate(Folder, _clock);
            fingerprints[maker] = authority.Fingerprint;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        fingerprints.Distinct(StringComparer.Ordinal).Should().ContainSingle().Which.Should().NotBeNull();
        Directory.GetFiles(Folder).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("scalews.withings.net")]
    [InlineData("192.168.1.7")]
    [InlineData("2001:db8::7")]
    public void CertificateFor_TrustedForThatHostAlone(string host)
    {
        using LocalAuthority authority = Existing();

        X509Certificate2 certificate = authority.CertificateFor(host);

        using X509Certificate2 root = X509Certificate2.CreateFromPem(authority.ExportPem());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _clock.Now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.Build(certificate).Should().BeTrue(string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        certificate.MatchesHostname(host, allowCommonName: false).Should().BeTrue();
        certificate.MatchesHostname("other.withings.net").Should().BeFalse();
        certificate.HasPrivateKey.Should().BeTrue();
    }

    [Fact]
    public void CertificateFor_HoldsFromADayBefore_ForLessThan398Days()
    {
        using LocalAuthority authority = Existing();

        X509Certificate2 certificate = authority.CertificateFor("scalews.withings.net");

        certificate.NotBefore.ToUniversalTime().Should().Be(_clock.Now.UtcDateTime.AddDays(-1));
        (certificate.NotAfter - certificate.NotBefore).Should().BeLessThan(TimeSpan.FromDays(398));
    }

    [Fact]
    public void CertificateFor_SameName_Kept_OtherName_OtherSerial()
    {
        using LocalAuthority authority = Existing();

        X509Certificate2 first = authority.CertificateFor("a.withings.net");

        authority.CertificateFor("A.Withings.Net").Should().BeSameAs(first);
        authority.CertificateFor("b.withings.net").SerialNumber.Should().NotBe(first.SerialNumber).And.HaveLength(32);
    }

    [Fact]
    public void CertificateFor_SoonOver_SignedAnew()
    {
        using LocalAuthority authority = Existing();
        X509Certificate2 first = authority.CertificateFor("a.withings.net");

        _clock.Now += TimeSpan.FromDays(340);

        authority.CertificateFor("a.withings.net").NotAfter.Should().BeAfter(first.NotAfter);
    }

    [Fact]
    public void CertificateFor_InTheAuthoritysLastYear_EndsWithIt()
    {
        using LocalAuthority authority = Existing();
        _clock.Now = authority.NotAfter.AddDays(-40);

        authority.CertificateFor("a.withings.net").NotAfter.ToUniversalTime().Should().Be(authority.NotAfter.UtcDateTime);
    }

    [Fact]
    public void CertificateFor_NameTooLongForACommonName_InTheAlternativesAlone()
    {
        using LocalAuthority authority = Existing();
        string host = new string('a', 60) + ".withings.net";

        X509Certificate2 certificate = authority.CertificateFor(host);

        certificate.Subject.Should().BeEmpty();
        certificate.MatchesHostname(host).Should().BeTrue();
    }

    [Fact]
    public void CertificateFor_ManyNames_OldestForgotten()
    {
        using LocalAuthority authority = Existing();
        X509Certificate2 first = authority.CertificateFor("first.withings.net");

        Parallel.For(0, 256, i => authority.CertificateFor($"n{i}.withings.net").HasPrivateKey.Should().BeTrue());

        authority.CertificateFor("first.withings.net").Should().NotBeSameAs(first);
    }

    [Fact]
    public void Export_NeverTheKey()
    {
        using LocalAuthority authority = Existing();

        authority.ExportPem().Should().StartWith("-----BEGIN CERTIFICATE-----").And.NotContain("PRIVATE");
        using X509Certificate2 der = X509CertificateLoader.LoadCertificate(authority.Export());
        der.HasPrivateKey.Should().BeFalse();
    }

    [Fact]
    public void EndedBetweenKeyAndCertificate_SignedWithThatKey()
    {
        TestAuthority.CopyTo(Folder);
        string key = File.ReadAllText(KeyPath);
        File.Delete(CertificatePath);

        LocalAuthority.OpenOrCreate(Folder, _clock).Dispose();

        File.ReadAllText(KeyPath).Should().Be(key);
    }

    [Fact]
    public void KeyOpenToOthers_Refused_SayingHowToMend()
    {
        TestAuthority.CopyTo(Folder);
        MakeReadable(KeyPath, UnixFileMode.GroupRead);

        ShouldBeRefused(KeyPath, $"chmod 600 {KeyPath}");
    }

    [Fact]
    public void FolderThatOthersWrite_Refused_SayingHowToMend()
    {
        TestAuthority.CopyTo(Folder);
        MakeReadable(Folder, UnixFileMode.OtherWrite);

        ShouldBeRefused(Folder, $"chmod 700 {Folder}");
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.pem")]
    public void HalfAFile_Refused_NamingItAndTheMend(string name)
    {
        TestAuthority.CopyTo(Folder);
        string path = Path.Combine(Folder, name);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(file.Length / 2);
        }

        ShouldBeRefused(path, "delete the folder");
    }

    [Fact]
    public void CertificateWithoutItsKey_Refused_AndNoOtherKeyIsMade()
    {
        TestAuthority.CopyTo(Folder);
        File.Delete(KeyPath);

        ShouldBeRefused(KeyPath, "is missing");
        File.Exists(KeyPath).Should().BeFalse();
    }

    [Fact]
    public void CertificateOfAnotherKey_Refused()
    {
        TestAuthority.CopyTo(Folder);
        string other = _folder.Beside("other");
        LocalAuthority.OpenOrCreate(other, _clock).Dispose();
        File.Copy(Path.Combine(other, "ca.pem"), CertificatePath, overwrite: true);

        ShouldBeRefused(CertificatePath, "does not belong to the key");
    }

    [Theory]
    [InlineData(-30, "timedatectl")]
    [InlineData(3700, "valid until 2036-01-31")]
    public void OutOfDate_Refused_NamingTheDates(int days, string says)
    {
        TestAuthority.CopyTo(Folder);
        _clock.Now += TimeSpan.FromDays(days);

        ShouldBeRefused(CertificatePath, says);
    }

    [Fact]
    public void FolderThatCannotBeMade_OneLineThatNamesIt()
    {
        File.WriteAllText(Folder, "a file in its place");

        ShouldBeRefused(Folder, "--data");
    }

    private LocalAuthority Existing()
    {
        TestAuthority.CopyTo(Folder);
        return LocalAuthority.OpenOrCreate(Folder, _clock);
    }

    private void ShouldBeRefused(params string[] says)
    {
        AuthorityException refusal = FluentActions.Invoking(() => LocalAuthority.OpenOrCreate(Folder, _clock)).Should().Throw<AuthorityException>().Which;
        refusal.Message.Should().ContainAll(says).And.NotContain("\n").And.NotContain("PRIVATE");
    }

    private static void MakeReadable(string path, UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        }
    }
}
