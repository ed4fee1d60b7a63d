using System.Text;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Tests;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.HomeAssistant;
using ScaleProxy.Feeds.Mqtt;
using ScaleProxy.Model.Scale;
using static ScaleProxy.Archive.Tests.TemporaryArchive;

namespace ScaleProxy.Feeds.Tests.HomeAssistant;

public sealed class HomeMessagesTests
{
    private const long TakenAt = 1_767_300_000;

    private static readonly MqttSettings s_settings = new() { Label = "test", Key = "k", Host = "h", Port = 1 };

    [Fact]
    public async Task Person_IsADevice_WithASensorForEachValue()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Person = Ann });
        await archive.WriteAsync(Entry(
            Weighing(TakenAt, [70], [new MeasuredValue(MeasureType.Weight, 63_400, -3), new MeasuredValue(MeasureType.FatRatio, 241, -1)]),
            Weighing(TakenAt - 500, [71])));

        Dictionary<string, string> messages = Messages(archive);

        messages.Keys.Where(static topic => topic.StartsWith("homeassistant/sensor/scaleproxy_person_71/", StringComparison.Ordinal)).Select(static topic => topic.Split('/')[3]).Should().Equal(
            "weight", "bmi", "fat_ratio", "fat_mass", "fat_free_mass", "last_weigh_in");
        JsonElement weight = JsonDocument.Parse(messages["homeassistant/sensor/scaleproxy_person_71/weight/config"]).RootElement;
        Compact(weight).Should().Be(Compact(JsonDocument.Parse(
            """
            {"name":"Weight","unique_id":"scaleproxy_person_71_weight","state_topic":"scaleproxy/person/71","value_template":"{{ value_json.weight }}",
             "availability_topic":"scaleproxy/availability","unit_of_measurement":"kg","device_class":"weight","state_class":"measurement",
             "device":{"identifiers":["scaleproxy_person_71"],"name":"Anna","manufacturer":"ScaleProxy","model":"Person"},"origin":{"name":"ScaleProxy"}}
            """).RootElement));
        JsonElement moment = JsonDocument.Parse(messages["homeassistant/sensor/scaleproxy_person_71/last_weigh_in/config"]).RootElement;
        moment.GetProperty("device_class").GetString().Should().Be("timestamp");
        moment.TryGetProperty("state_class", out _).Should().BeFalse();

        JsonElement state = JsonDocument.Parse(messages["scaleproxy/person/71"]).RootElement;
        (state.GetProperty("weight").GetRawText(), state.GetProperty("fat_ratio").GetRawText(), state.GetProperty("bmi").GetRawText()).Should().Be(("63.4", "24.1", "22.4"));
        state.GetProperty("muscle_mass").ValueKind.Should().Be(JsonValueKind.Null, "a value that this weighing has not is unknown");
        state.GetProperty("last_weigh_in").GetString().Should().Be("2026-01-01T20:40:00Z");
    }

    [Fact]
    public async Task Scale_IsADevice_WithItsBattery_AndNoSecret()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Profile = ScaleOf((1, "ANN", 0, 0)) with { ManufacturerId = 262151, Battery = 69, Firmware = "211", Secret = "0123456789abcdef" } });

        Dictionary<string, string> messages = Messages(archive);

        messages.Keys.Should().Equal(
            "homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/battery/config",
            "homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/last_contact/config",
            "homeassistant/sensor/scaleproxy_scale_0024e4a1b2c3/firmware/config",
            "scaleproxy/scale/0024e4a1b2c3");
        messages["scaleproxy/scale/0024e4a1b2c3"].Should().Be("""{"battery":69,"firmware":"211","last_contact":"2026-01-02T03:04:05.678901Z"}""");
        JsonElement battery = JsonDocument.Parse(messages.First().Value).RootElement;
        (battery.GetProperty("device_class").GetString(), battery.GetProperty("unit_of_measurement").GetString(), battery.GetProperty("entity_category").GetString()).Should().Be(("battery", "%", "diagnostic"));
        battery.GetProperty("device").GetProperty("name").GetString().Should().Be("WS-30 a1:b2:c3");
        messages.Values.Should().NotContain(static payload => payload.Contains("0123456789abcdef", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RemovedOrMerged_TakenBack()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Person = Ann });
        await archive.WriteAsync(new ArchiveEntry { Person = Ann with { Name = "Tom", ShortName = "TOM", VendorIds = [80], IsRemoved = true } });
        await archive.WriteAsync(Entry(Weighing(TakenAt, [71]), Weighing(TakenAt, [80], mac: "00:24:e4:00:00:01")));

        Dictionary<string, string> messages = Messages(archive);

        foreach (long gone in new long[] { 70, 80 })
        {
            messages[$"scaleproxy/person/{gone}"].Should().BeEmpty();
            messages[$"homeassistant/sensor/scaleproxy_person_{gone}/weight/config"].Should().BeEmpty();
        }

        messages["scaleproxy/person/71"].Should().NotBeEmpty();
    }

    [Fact]
    public async Task NoDiscovery_StatesAlone()
    {
        await using var place = new TemporaryArchive();
        ScaleArchive archive = place.Open();
        await archive.WriteAsync(new ArchiveEntry { Person = Ann, Profile = ScaleOf() });
        await archive.WriteAsync(Entry(Weighing(TakenAt, [71])));

        var home = new HomeMessages(s_settings with { Discovery = null, Topic = "a/b" });

        home.Of(House.Of(archive)).Select(static message => message.Topic).Should().Equal("a/b/person/70", "a/b/person/71", "a/b/scale/0024e4a1b2c3");
        home.BirthTopic.Should().BeNull();
    }

    private static Dictionary<string, string> Messages(ScaleArchive archive)
    {
        List<MqttMessage> messages = [.. new HomeMessages(s_settings).Of(House.Of(archive))];
        messages.Should().OnlyContain(static message => message.Retain);
        return messages.ToDictionary(static message => message.Topic, static message => Encoding.UTF8.GetString(message.Payload.Span), StringComparer.Ordinal);
    }

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}
