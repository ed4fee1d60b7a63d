using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Delivery;
using ScaleProxy.Feeds.Mqtt;
using ScaleProxy.Replay.Tests;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>The MQTT feed with Debian's broker, as Debian's client sees it.</summary>
public sealed class BrokerTests
{
    private const long TakenAt = 1_700_000_000;
    private const string Weighed = "0 scaleproxy/measurement ";

    [MosquittoFact]
    public async Task WeighIn_PublishedOnce_AndWhatIsRetainedIsThereForWhoComesLater()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        ScaleArchive archive = await HouseAsync(place);
        await using FeedTasks feeds = await StartAsync(archive, Settings(broker));
        Mosquitto.Listener early = broker.Listen("#");
        await early.UntilAsync("scaleproxy/availability online");

        await archive.WriteAsync(Entry(Weighing(TakenAt, [71])));

        string told = await early.UntilAsync(Weighed);
        JsonElement message = JsonDocument.Parse(told[Weighed.Length..]).RootElement;
        message.GetProperty("measurement").GetProperty("weightKg").GetDecimal().Should().Be(77.11m);
        message.GetProperty("revision").GetInt32().Should().Be(0);
        (await early.UntilAsync("0 scaleproxy/person/71 ")).Should().Contain("\"weight\":77.11,");

        Mosquitto.Listener late = broker.Listen("#");
        await late.UntilAsync("1 homeassistant/sensor/scaleproxy_person_71/weight/config {");
        await late.UntilAsync("1 homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/battery/config {");
        await late.UntilAsync("1 scaleproxy/person/71 {");
        await late.UntilAsync("1 scaleproxy/availability online");
        late.Lines.Should().NotContain(static line => line.Contains("scaleproxy/measurement", StringComparison.Ordinal), "a weigh-in of long ago is no news");
    }

    [MosquittoFact]
    public async Task Ended_SaysOffline()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        FeedTasks feeds = await StartAsync(await HouseAsync(place), Settings(broker));
        Mosquitto.Listener listener = broker.Listen("scaleproxy/availability");
        await listener.UntilAsync("scaleproxy/availability online");

        await feeds.DisposeAsync();

        await listener.UntilAsync("0 scaleproxy/availability offline");
    }

    [MosquittoFact]
    public async Task ConnectionLost_TheBrokerSaysOffline()
    {
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        var will = new MqttMessage("scaleproxy/availability", "offline"u8.ToArray(), Retain: true);
        MqttConnection connection = await MqttConnection.OpenAsync(Settings(broker), new MqttLogin("dies", null, null, TimeSpan.FromSeconds(30), will), TimeProvider.System, CancellationToken.None);
        await connection.PublishAsync(will with { Payload = "online"u8.ToArray() }, CancellationToken.None);
        Mosquitto.Listener listener = broker.Listen("scaleproxy/availability");
        await listener.UntilAsync("scaleproxy/availability online");

        // No farewell, as after kill -9.
        await connection.DisposeAsync();

        await listener.UntilAsync("0 scaleproxy/availability offline");
    }

    [MosquittoFact]
    public async Task BrokerGoesAwayAndComesBack_NothingIsLost_AndTheLogSaysSo()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        ScaleArchive archive = await HouseAsync(place);
        var log = new LogLines();
        await using var target = new MqttTarget(Settings(broker), archive, TimeProvider.System);
        var runner = new FeedRunner(Settings(broker), target, archive, TimeProvider.System, new Random(1), log);
        await LookUntilIdleAsync(runner);

        await broker.StopAsync();
        for (int i = 1; i <= 250; i++)
        {
            await archive.WriteAsync(Entry(Weighing(TakenAt + (60 * i), [71])));
        }

        (await runner.LookAsync(CancellationToken.None)).Should().BeGreaterThan(TimeSpan.FromMilliseconds(700), "it is tried again later");
        await runner.LookAsync(CancellationToken.None);
        await broker.StartAsync();
        Mosquitto.Listener listener = broker.Listen("#");
        await HearsAsync(broker, listener);
        await LookUntilIdleAsync(runner);

        await listener.UntilAsync(Weighed, count: 250);
        listener.Lines.Where(static line => line.StartsWith(Weighed, StringComparison.Ordinal)).Select(IdOf).Should().Equal(Enumerable.Range(1, 250).Select(static id => (long)id));
        await listener.UntilAsync("0 scaleproxy/person/71 {\"weight\":77.11");
        await listener.UntilAsync("0 scaleproxy/availability online");
        log.AtLeast(LogLevel.Information).Should().HaveCount(4).And.SatisfyRespectively(
            static line => line.Should().Be("feed mqtt test: ready"),
            static line => line.Should().EndWith("waits for it: the broker has closed the connection"),
            static line => line.Should().Contain("waits for it: the broker cannot be reached ("),
            static line => line.Should().Be("feed mqtt test: up again; what waited follows"));
    }

    [MosquittoFact]
    public async Task HomeAssistantStarts_IsToldOfTheDevicesAgain()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        await using FeedTasks feeds = await StartAsync(await HouseAsync(place), Settings(broker));
        Mosquitto.Listener listener = broker.Listen("homeassistant/sensor/#");
        await listener.UntilAsync("homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/firmware/config {");

        await broker.PublishAsync("homeassistant/status", "offline");
        await broker.PublishAsync("homeassistant/status", "online");

        await listener.UntilAsync("homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/firmware/config {", count: 2);
    }

    [MosquittoFact]
    public async Task PersonEdited_TheirDeviceIsCalledSo()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        ScaleArchive archive = await HouseAsync(place);
        await archive.WriteAsync(Entry(Weighing(TakenAt, [71])));
        await using FeedTasks feeds = await StartAsync(archive, Settings(broker));
        Mosquitto.Listener listener = broker.Listen("homeassistant/#");
        await listener.UntilAsync("homeassistant/sensor/scaleproxy_person_71/weight/config {");

        await archive.WriteAsync(new ArchiveEntry { Person = archive.People().All[0] with { Name = "Anna Smith" } });

        (await listener.UntilAsync("homeassistant/sensor/scaleproxy_person_71/weight/config {", count: 2)).Should().Contain("Anna Smith");
    }

    [MosquittoFact]
    public async Task Idle_KeptAliveByPings()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        await broker.StartAsync();
        var log = new LogLines();
        await using FeedTasks feeds = await StartAsync(await HouseAsync(place), Settings(broker) with { KeepAlive = TimeSpan.FromSeconds(1) }, log);
        Mosquitto.Listener listener = broker.Listen("scaleproxy/availability");
        await listener.UntilAsync("scaleproxy/availability online");

        // A broker gives up on a client after half as long again.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(4))
        {
            await broker.PublishAsync("anything", "else");
        }

        listener.Lines.Should().ContainSingle();
        log.AtLeast(LogLevel.Warning).Should().BeEmpty();
    }

    [MosquittoFact]
    public async Task Password_RightOneLetsIn_WrongOneIsSaid()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto("allow_anonymous false", "password_file FOLDER/passwords");
        using (Process passwords = Process.Start("mosquitto_passwd", ["-b", "-c", Path.Combine(broker.Folder, "passwords"), "scale", "right one"]))
        {
            await passwords.WaitForExitAsync();
        }

        await broker.StartAsync();
        MqttSettings settings = Settings(broker) with { User = "scale" };
        ScaleArchive archive = await HouseAsync(place);

        await ConnectAsync(archive, settings with { Password = new Secret("right one") });

        Func<Task> wrong = () => ConnectAsync(archive, settings with { Password = new Secret("wrong one") });
        (await wrong.Should().ThrowAsync<FeedDownException>()).WithMessage("the broker does not take this user with this password*").Which.ToString().Should().NotContain("wrong one");
        Func<Task> nobody = () => ConnectAsync(archive, Settings(broker));
        await nobody.Should().ThrowAsync<FeedDownException>().WithMessage("the broker wants a user and password*");
    }

    [MosquittoFact]
    public async Task Tls_WithItsAuthority_AndNotWithoutIt()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto("allow_anonymous true", "certfile FOLDER/cert.pem", "keyfile FOLDER/key.pem");
        WriteCertificate(broker.Folder);
        await broker.StartAsync();
        ScaleArchive archive = await HouseAsync(place);
        MqttSettings settings = Settings(broker) with { IsTls = true };

        await ConnectAsync(archive, settings with { Trust = ServerTrust.Of(Path.Combine(broker.Folder, "cert.pem")) });

        Func<Task> untrusted = () => ConnectAsync(archive, settings);
        await untrusted.Should().ThrowAsync<FeedDownException>().WithMessage("no TLS with the broker as 127.0.0.1 (*\"authority\"");
        Func<Task> plain = () => ConnectAsync(archive, Settings(broker));
        await plain.Should().ThrowAsync<FeedDownException>();
    }

    [MosquittoFact]
    public async Task NobodyThere_Said()
    {
        await using var place = new TemporaryArchive();
        await using var broker = new Mosquitto();
        ScaleArchive archive = await HouseAsync(place);

        Func<Task> connect = () => ConnectAsync(archive, Settings(broker));

        await connect.Should().ThrowAsync<FeedDownException>().WithMessage("the broker cannot be reached (*");
    }

    private static long IdOf(string line) => JsonDocument.Parse(line[Weighed.Length..]).RootElement.GetProperty("measurement").GetProperty("id").GetInt64();

    private static MqttSettings Settings(Mosquitto broker) => new() { Label = "mqtt test", Key = "mqtt/test", Host = "127.0.0.1", Port = broker.Port };

    private static async Task<ScaleArchive> HouseAsync(TemporaryArchive place)
    {
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Person = Ann, Profile = ScaleOf() with { Battery = 69, Firmware = "211" } });
        return archive;
    }

    private static async Task<FeedTasks> StartAsync(ScaleArchive archive, MqttSettings settings, LogLines? log = null)
    {
        FeedTasks feeds = await FeedTasks.OpenAsync(FeedConfiguration.None with { Mqtt = [settings] }, archive, TimeProvider.System, log ?? new LogLines());
        feeds.Start();
        return feeds;
    }

    private static async Task ConnectAsync(ScaleArchive archive, MqttSettings settings)
    {
        await using var target = new MqttTarget(settings, archive, TimeProvider.System);
        await target.TendAsync(CancellationToken.None);
        await target.LeaveAsync();
    }

    private static async Task LookUntilIdleAsync(FeedRunner runner)
    {
        while (await runner.LookAsync(CancellationToken.None) == TimeSpan.Zero)
        {
        }
    }

    // What is published before the broker knows of a listener passes it by.
    private static async Task HearsAsync(Mosquitto broker, Mosquitto.Listener listener)
    {
        Task heard = listener.UntilAsync("0 is-it-there");
        do
        {
            await broker.PublishAsync("is-it-there", "yes");
        }
        while (!heard.IsCompleted);
        await heard;
    }

    private static void WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
