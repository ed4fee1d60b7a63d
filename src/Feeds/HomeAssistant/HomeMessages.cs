using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Mqtt;
using ScaleProxy.Model.Body;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Feeds.HomeAssistant;

/// <summary>
/// The messages by which Home Assistant finds the people and scales of a house as devices, and what it shows of them. All are
/// retained, so that whoever comes later finds them:
/// <code>
///   homeassistant/sensor/scaleproxy_person_71/weight/config    what there is: "MQTT discovery"
///   scaleproxy/person/71                                       {"weight":77.11,"bmi":23.4,…,"last_weigh_in":"…"}
///   scaleproxy/scale/0024e4a1b2c3                              {"battery":69,"firmware":"211","last_contact":"…"}
///   scaleproxy/availability                                    online, or offline: the last will
/// </code>
/// </summary>
/// <param name="settings">What topics begin with.</param>
internal sealed class HomeMessages(MqttSettings settings)
{
    /// <summary>Where it is said whether we are there.</summary>
    public string AvailabilityTopic => settings.Topic + "/availability";

    /// <summary>Where Home Assistant says that it has started; null where it is not told anything.</summary>
    public string? BirthTopic => settings.Discovery is { } prefix ? prefix + "/status" : null;

    /// <summary>We are there.</summary>
    public MqttMessage Online => new(AvailabilityTopic, "online"u8.ToArray(), Retain: true);

    /// <summary>We are gone.</summary>
    public MqttMessage Offline => new(AvailabilityTopic, "offline"u8.ToArray(), Retain: true);

    /// <summary>Everything that is to be retained of a house. What has an empty payload is taken back.</summary>
    public IEnumerable<MqttMessage> Of(House house)
    {
        foreach (long number in house.Gone)
        {
            foreach (Sensor sensor in Sensor.OfPerson.Select(static entry => entry.Sensor).Append(Sensor.LastWeighIn))
            {
                if (ConfigTopic(PersonDevice(number), sensor) is { } topic)
                {
                    yield return new MqttMessage(topic, default, Retain: true);
                }
            }

            yield return new MqttMessage(PersonTopic(number), default, Retain: true);
        }

        foreach (MqttMessage message in house.People.SelectMany(person => OfPerson(person.Person, person.Newest)).Concat(house.Scales.SelectMany(OfScale)))
        {
            yield return message;
        }
    }

    private IEnumerable<MqttMessage> OfPerson(Person person, StoredMeasurement newest)
    {
        long number = person.VendorIds[0];
        Dictionary<int, string> values = ValuesOf(newest, person);
        string device = PersonDevice(number);
        foreach (Sensor sensor in Sensor.OfPerson.Where(entry => values.ContainsKey(entry.Type)).Select(static entry => entry.Sensor).Append(Sensor.LastWeighIn))
        {
            if (ConfigTopic(device, sensor) is { } topic)
            {
                yield return Message(topic, json => WriteConfig(json, device, sensor, PersonTopic(number), json =>
                {
                    json.WriteString("name", person.Name.Length > 0 ? person.Name : "Person " + number.ToString(CultureInfo.InvariantCulture));
                    json.WriteString("manufacturer", "ScaleProxy");
                    json.WriteString("model", "Person");
                }));
            }
        }

        // Every value stands there, be it null: what an earlier weighing had and this one has not is unknown now.
        yield return Message(PersonTopic(number), json =>
        {
            foreach ((int type, Sensor sensor) in Sensor.OfPerson)
            {
                json.WritePropertyName(sensor.Key);
                json.WriteRawValue(values.GetValueOrDefault(type, "null"));
            }

            json.WriteTime(Sensor.LastWeighIn.Key, DateTimeOffset.FromUnixTimeSeconds(newest.Measurement.TakenAt));
            json.WriteString("scale", newest.Measurement.Mac);
        });
    }

    private IEnumerable<MqttMessage> OfScale(Profile scale)
    {
        string number = scale.Mac.Replace(":", string.Empty, StringComparison.Ordinal);
        string device = "scaleproxy_scale_" + number;
        string topic = $"{settings.Topic}/scale/{number}";
        foreach (Sensor sensor in Sensor.OfScale)
        {
            if (ConfigTopic(device, sensor) is { } config)
            {
                yield return Message(config, json => WriteConfig(json, device, sensor, topic, json =>
                {
                    string model = ScaleModel.NameOf(scale.ManufacturerId) ?? "Scale";
                    json.WriteStartArray("connections");
                    json.WriteStartArray();
                    json.WriteStringValue("mac");
                    json.WriteStringValue(scale.Mac);
                    json.WriteEndArray();
                    json.WriteEndArray();
                    json.WriteString("name", $"{model} {scale.Mac[^8..]}");
                    json.WriteString("manufacturer", "Withings");
                    json.WriteString("model", model);
                }));
            }
        }

        yield return Message(topic, json =>
        {
            json.WriteOptional(Sensor.Battery.Key, scale.Battery);
            json.WriteString(Sensor.Firmware.Key, scale.Firmware);
            json.WriteTime(Sensor.LastContact.Key, scale.LastSeen);
        });
    }

    // What was measured counts before what is worked out.
    private static Dictionary<int, string> ValuesOf(StoredMeasurement newest, Person person)
    {
        var values = new Dictionary<int, string>();
        Dictionary<string, decimal> derived = DerivedValues.Of(newest.Measurement, person).ToDictionary(static value => value.Name, static value => value.Value, StringComparer.Ordinal);
        foreach ((int type, _) in Sensor.OfPerson)
        {
            if (newest.Measurement.Find(type) is { } measured)
            {
                values[type] = measured.ToDecimalText();
            }
            else if (derived.TryGetValue(MeasureType.NameOf(type), out decimal workedOut))
            {
                values[type] = workedOut.ToString(CultureInfo.InvariantCulture);
            }
        }

        return values;
    }

    private void WriteConfig(Utf8JsonWriter json, string device, Sensor sensor, string stateTopic, Action<Utf8JsonWriter> writeDevice)
    {
        json.WriteString("name", sensor.Name);
        json.WriteString("unique_id", $"{device}_{sensor.Key}");
        json.WriteString("state_topic", stateTopic);
        json.WriteString("value_template", $"{{{{ value_json.{sensor.Key} }}}}");
        json.WriteString("availability_topic", AvailabilityTopic);
        if (sensor.Unit.Length > 0)
        {
            json.WriteString("unit_of_measurement", sensor.Unit);
        }

        if (sensor.DeviceClass is not null)
        {
            json.WriteString("device_class", sensor.DeviceClass);
        }

        if (sensor.IsMeasured)
        {
            json.WriteString("state_class", "measurement");
        }

        if (sensor.IsDiagnostic)
        {
            json.WriteString("entity_category", "diagnostic");
        }

        json.WriteStartObject("device");
        json.WriteStartArray("identifiers");
        json.WriteStringValue(device);
        json.WriteEndArray();
        writeDevice(json);
        json.WriteEndObject();
        json.WriteStartObject("origin");
        json.WriteString("name", "ScaleProxy");
        json.WriteEndObject();
    }

    private static MqttMessage Message(string topic, Action<Utf8JsonWriter> writeMembers)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload, JsonValues.Compact))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return new MqttMessage(topic, payload.WrittenMemory, Retain: true);
    }

    private string? ConfigTopic(string device, Sensor sensor) => settings.Discovery is { } prefix ? $"{prefix}/sensor/{device}/{sensor.Key}/config" : null;

    private string PersonTopic(long number) => string.Create(CultureInfo.InvariantCulture, $"{settings.Topic}/person/{number}");

    private static string PersonDevice(long number) => string.Create(CultureInfo.InvariantCulture, $"scaleproxy_person_{number}");
}
