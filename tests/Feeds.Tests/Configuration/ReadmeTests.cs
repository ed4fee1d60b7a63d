using ScaleProxy.Capture.Tests;
using ScaleProxy.Feeds.Configuration;

namespace ScaleProxy.Feeds.Tests.Configuration;

/// <summary>The README's example is what somebody copies first.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleproxy-readme-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Example_IsRead_AsItSays()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        int start = readme.IndexOf("```json\n", readme.IndexOf("## Home Assistant, webhooks, InfluxDB", StringComparison.Ordinal), StringComparison.Ordinal) + "```json\n".Length;
        File.WriteAllText(Path.Combine(_folder, ConfigurationFile.Name), readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)]);
        foreach (string secret in (string[])["mqtt-password", "webhook-secret", "influx-token"])
        {
            File.WriteAllText(Path.Combine(_folder, secret), secret + "\n");
        }

        FeedConfiguration read = ConfigurationFile.Read(_folder);

        read.Mqtt.Should().ContainSingle().Which.Password!.Reveal().Should().Be("mqtt-password");
        read.Webhooks.Should().ContainSingle().Which.SigningKey!.Reveal().Should().Be("webhook-secret");
        read.Influx.Should().ContainSingle().Which.Token!.Reveal().Should().Be("influx-token");
    }
}
