using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Learning;

public sealed class CaTests
{
    [Fact]
    public async Task ManyProcessesAtOnce_OneAuthority()
    {
        using var installation = new Installation();

        CommandResult[] shown = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => installation.SucceedAsync("ca", "show", "--json")));

        shown.Select(result => result.Json.GetProperty("sha256").GetString()).Distinct().Should().ContainSingle();
        Directory.GetFiles(Path.Combine(installation.Data, "ca")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Export_TheCertificateThatShowDescribes_NeverTheKey()
    {
        using var installation = new Installation();
        string file = installation.Beside("ca.cer");

        CommandResult pem = await installation.SucceedAsync("ca", "export");
        CommandResult der = await installation.SucceedAsync("ca", "export", "--format", "der", "--out", file);
        JsonElement shown = (await installation.SucceedAsync("ca", "show", "--json")).Json;
        CommandResult text = await installation.SucceedAsync("ca", "show");

        pem.Output.Should().StartWith("-----BEGIN CERTIFICATE-----").And.NotContain("PRIVATE");
        der.Output.Should().BeEmpty();
        using X509Certificate2 fromPem = X509Certificate2.CreateFromPem(pem.Output);
        using X509Certificate2 fromFile = X509CertificateLoader.LoadCertificateFromFile(file);
        fromFile.RawData.Should().Equal(fromPem.RawData);
        string fingerprint = shown.GetProperty("sha256").GetString()!;
        fingerprint.Replace(":", "", StringComparison.Ordinal).Should().Be(fromPem.GetCertHashString(HashAlgorithmName.SHA256));
        shown.GetProperty("subject").GetString().Should().Be(fromPem.Subject);
        File.Exists(shown.GetProperty("certificate").GetString()).Should().BeTrue();
        text.Output.Should().Contain(fingerprint).And.Contain("ca.key").And.NotContain("PRIVATE");
    }

    [Fact]
    public async Task KeyOpenToOthers_Status1_OneLineWithTheMend()
    {
        using var installation = new Installation();
        await installation.SucceedAsync("ca", "show");
        string key = Path.Combine(installation.Data, "ca", "ca.key");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherRead);
        }

        CommandResult result = await installation.RunAsync("ca", "show");

        result.Status.Should().Be(1);
        result.ErrorLines.Should().ContainSingle().Which.Should().Contain($"chmod 600 {key}");
    }
}
