namespace ScaleProxy.Feeds.Mqtt;

/// <summary>What a broker sent is no MQTT 3.1.1, or not what it may send then.</summary>
/// <param name="message">Which rule it breaks.</param>
internal sealed class MqttException(string message) : Exception(message);
