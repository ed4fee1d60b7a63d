using System.Runtime.Versioning;
using System.Text;
using ScaleProxy.Feeds.Configuration;

namespace ScaleProxy.Feeds.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleproxy-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NoFile_NothingIsSet() => ConfigurationFile.Read(_folder).Should().BeSameAs(FeedConfiguration.None);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"feeds":{}}""")]
    [InlineData("""{"feeds":{"mqtt":[],"webhook":[],"influx":[]}}""")]
    public void NoFeed_NothingIsSet(string text) => Read(text).Count.Should().Be(0);

    [Fact]
    public void Everything_Read_WithCommentsAndTrailingCommas()
    {
        FeedConfiguration all = Read(
            """
            {
              // what my home listens to
              "feeds": {
                "mqtt": [
                  { "broker": "mqtts://broker.lan", "user": "scale", "password": "p w", "topic": "home/scale", "discovery": "ha", "keepAlive": 9, "backfill": true, },
                  { "name": "plain", "broker": "mqtt://[::1]:1999", "discovery": false },
                ],
                /* posts */
                "webhook": [ { "url": "https://hooks.example.org/weight?key=k", "secret": "s", "timeout": 3 } ],
                "influx": [
                  { "url": "http://192.0.2.5:8086/", "org": "home", "bucket": "weights", "token": "t" },
                  { "url": "http://192.0.2.5:8086", "database": "scale", "user": "u", "password": "p" },
                ],
              },
            }
            """);

        MqttSettings secure = all.Mqtt[0];
        (secure.Host, secure.Port, secure.IsTls, secure.User, secure.Password!.Reveal()).Should().Be(("broker.lan", 8883, true, "scale", "p w"));
        (secure.Topic, secure.Discovery, secure.KeepAlive, secure.Backfill, secure.Label).Should().Be(("home/scale", "ha", TimeSpan.FromSeconds(9), true, "mqtt broker.lan:8883"));
        MqttSettings plain = all.Mqtt[1];
        (plain.Host, plain.Port, plain.IsTls, plain.User, plain.Discovery, plain.Backfill, plain.Key, plain.Label).Should().Be(("::1", 1999, false, null, null, false, "mqtt/plain", "mqtt plain"));
        (plain.Topic, plain.KeepAlive).Should().Be(("scaleproxy", TimeSpan.FromSeconds(30)));
        WebhookSettings webhook = all.Webhooks.Should().ContainSingle().Subject;
        (webhook.Address.AbsoluteUri, webhook.SigningKey!.Reveal(), webhook.Timeout).Should().Be(("https://hooks.example.org/weight?key=k", "s", TimeSpan.FromSeconds(3)));
        (all.Influx[0].Organization, all.Influx[0].Bucket, all.Influx[0].Token!.Reveal(), all.Influx[0].Database).Should().Be(("home", "weights", "t", null));
        (all.Influx[1].Database, all.Influx[1].User, all.Influx[1].Password!.Reveal(), all.Influx[1].Bucket).Should().Be(("scale", "u", "p", null));
        all.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void EveryFault_ToldAtOnce_EachWithItsPlace()
    {
        Action read = () => Read(
            """
            {
              "feeds": {
                "mqqt": [],
                "mqtt": [
                  { "brocker": "mqtt://a" },
                  { "broker": "192.168.1.5:1883", "keepAlive": 0, "backfill": "yes" },
                  { "broker": "mqtt://me:hunter2@a", "topic": "a/+/b", "password": "hunter2" },
                  17
                ],
                "webhook": [ { "url": "ftp://a", "timeout": 61 }, { "url": "http://a", "url": "http://b" } ],
                "influx": [ { "url": "http://a" }, { "url": "http://a", "database": "d", "token": "t0ken" } ]
              },
              "größe": 1
            }
            """);

        IReadOnlyList<SettingsFault> faults = read.Should().Throw<SettingsException>().Which.Faults;

        faults.Select(static fault => fault.ToString()).Should().Equal(
            "3:5: feeds.mqqt: there is no such setting; did you mean \"mqtt\"?",
            "5:7: feeds.mqtt[0]: \"broker\" is missing; add the broker's address, like \"mqtt://192.168.1.5\", or \"mqtts://…\" for TLS",
            "5:9: feeds.mqtt[0].brocker: there is no such setting; did you mean \"broker\"?",
            "6:19: feeds.mqtt[1].broker: expected the broker's address, like \"mqtt://192.168.1.5\", or \"mqtts://…\" for TLS",
            "6:52: feeds.mqtt[1].keepAlive: expected whole seconds, 1 to 3600",
            "6:67: feeds.mqtt[1].backfill: expected true or false",
            "7:19: feeds.mqtt[2].broker: a name and password in an address end up in logs; write \"user\" and \"password\" beside it, where the server wants them",
            "7:51: feeds.mqtt[2].topic: a topic has neither + nor #, does not begin with $, and neither begins nor ends with /; write for example \"home/scaleproxy\"",
            "7:72: feeds.mqtt[2].password: a password needs a \"user\" beside it",
            "8:7: feeds.mqtt[3]: expected an object; write { … }",
            "10:27: feeds.webhook[0].url: expected where to post, like \"http://192.168.1.5:1880/weight\"",
            "10:49: feeds.webhook[0].timeout: expected whole seconds, 1 to 60",
            "10:76: feeds.webhook[1].url: it stands here a second time; leave one of them out",
            "11:17: feeds.influx[0]: \"bucket\" is missing; add \"bucket\", the bucket to write to, or for InfluxDB 1 \"database\"",
            "11:17: feeds.influx[0]: \"org\" is missing; add \"org\", the organisation that the bucket is of",
            "11:17: feeds.influx[0]: \"token\" is missing; add a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}",
            "11:87: feeds.influx[1].token: it belongs to InfluxDB 2, and \"database\" to InfluxDB 1; leave one of them out",
            "13:3: größe: there is no such setting; there are feeds");
    }

    [Fact]
    public void Fault_NamesTheFile_AndNoSecret()
    {
        Action read = () => Read("""{"feeds":{"mqtt":[{"broker":"mqtt://me:hunter2@a","password":"hunter2","colour":"hunter2"}]}}""");

        string message = read.Should().Throw<SettingsException>().Which.Message;

        message.Should().StartWith(Path.Combine(_folder, "scaleproxy.json") + ":1:").And.NotContain("hunter2");
    }

    [Theory]
    [InlineData("{\n  \"feeds\": {\n    \"mqtt\" []\n  }\n}", 3, 12)]
    [InlineData("", 1, 1)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("{ \"größe\": x }", 1, 12)]
    public void NoJson_SaidWhere(string text, int line, int column)
    {
        Action read = () => Read(text);

        SettingsFault fault = read.Should().Throw<SettingsException>().Which.Faults.Should().ContainSingle().Subject;

        (fault.Line, fault.Column).Should().Be((line, column));
        fault.Problem.Should().StartWith("this is no JSON here: ").And.NotContain("LineNumber");
    }

    [Fact]
    public void NestedWithoutEnd_RefusedAtOnce()
    {
        Action read = () => Read(string.Concat(Enumerable.Repeat("[", 100_000)));

        read.Should().Throw<SettingsException>();
    }

    [Fact]
    public void SecretKeptElsewhere_Found()
    {
        File.WriteAllText(Path.Combine(_folder, "password"), "from file\n");
        File.SetUnixFileMode(Path.Combine(_folder, "password"), UnixFileMode.UserRead);
        Environment.SetEnvironmentVariable("SCALEPROXY_TEST_HOOK", "http://hooks.lan/from/env");

        FeedConfiguration read = Read("""{"feeds":{"mqtt":[{"broker":"mqtt://a","user":"u","password":{"file":"password"}}],"webhook":[{"url":{"env":"SCALEPROXY_TEST_HOOK"}}]}}""");

        read.Mqtt[0].Password!.Reveal().Should().Be("from file");
        read.Webhooks[0].Address.AbsolutePath.Should().Be("/from/env");
        read.Webhooks[0].Label.Should().Be("webhook hooks.lan", "the rest of the address may be a secret");
    }

    [Theory]
    [InlineData("""{"file":"nothing-there"}""", "nothing-there cannot be read")]
    [InlineData("""{"file":"empty"}""", "empty is empty")]
    [InlineData("""{"file":"large"}""", "large is too large for a secret")]
    [InlineData("""{"env":"SCALEPROXY_NOT_SET"}""", "there is no environment variable $SCALEPROXY_NOT_SET")]
    [InlineData("""{"fiel":"empty"}""", "expected a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}")]
    [InlineData("\"\"", "expected a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}")]
    public void SecretThatIsNotThere_Said(string secret, string problem)
    {
        File.WriteAllText(Path.Combine(_folder, "empty"), "\n");
        File.WriteAllText(Path.Combine(_folder, "large"), new string('x', 5000));

        Action read = () => Read($$$"""{"feeds":{"webhook":[{"url":"http://a","secret":{{{secret}}}}]}}""");

        read.Should().Throw<SettingsException>().Which.Faults.Should().ContainSingle().Which.Problem.Should().Contain(problem);
    }

    [Fact]
    public void ReadByOthers_WarnedWhereItHoldsASecret()
    {
        const string Text = """{"feeds":{"webhook":[{"url":"http://a","secret":SECRET}]}}""";
        string kept = Path.Combine(_folder, "kept");
        File.WriteAllText(kept, "s");
        File.SetUnixFileMode(kept, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        string own = Path.Combine(_folder, ConfigurationFile.Name);
        string Replaced(string secret) => Text.Replace("SECRET", secret, StringComparison.Ordinal);

        Read(Replaced("\"s\""), UnixFileMode.OtherRead).Warnings.Should().ContainSingle().Which.Should().StartWith(own + " holds a secret").And.Contain("chmod 600");
        Read(Replaced("""{"file":"kept"}"""), UnixFileMode.OtherRead).Warnings.Should().ContainSingle().Which.Should().StartWith(kept + " holds a secret");
        Read("""{"feeds":{"webhook":[{"url":"http://a"}]}}""", UnixFileMode.OtherRead).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void SameTwice_WantsNames()
    {
        Action read = () => Read("""{"feeds":{"webhook":[{"url":"http://a"},{"url":"http://a"},{"url":"http://a","name":"b"}]}}""");

        read.Should().Throw<SettingsException>().Which.Faults.Should().ContainSingle().Which.ToString().Should().Contain("feeds.webhook[1]: it is the same as feeds.webhook[0]");
    }

    [Fact]
    public void Key_SameAfterAReorder_AnotherElsewhere_AndNotTheAddressItself()
    {
        string first = Read("""{"feeds":{"webhook":[{"url":"http://a/k3y"},{"url":"http://b"}]}}""").Webhooks[0].Key;
        FeedConfiguration reordered = Read("""{"feeds":{"webhook":[{"url":"http://b"},{"url":"http://a/k3y","backfill":true}]}}""");

        reordered.Webhooks[1].Key.Should().Be(first).And.NotContain("k3y");
        reordered.Webhooks[0].Key.Should().NotBe(first);
    }

    [Fact]
    public void Authority_ThatIsNone_Said()
    {
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), "hello");

        Action read = () => Read("""{"feeds":{"mqtt":[{"broker":"mqtts://a","authority":"ca.pem"},{"broker":"mqtts://b","authority":"none.pem"}]}}""");

        read.Should().Throw<SettingsException>().Which.Faults.Should().HaveCount(2).And.OnlyContain(fault => fault.Problem.Contains("cannot be used", StringComparison.Ordinal));
    }

    private FeedConfiguration Read(string text, UnixFileMode others = UnixFileMode.None)
    {
        string path = Path.Combine(_folder, ConfigurationFile.Name);
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        return ConfigurationFile.Read(_folder);
    }
}
