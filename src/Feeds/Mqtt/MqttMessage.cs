namespace ScaleProxy.Feeds.Mqtt;

/// <summary>A message that is published.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">What it says.</param>
/// <param name="Retain">The broker keeps it as the topic's last word, for whoever asks later; an empty one takes that back.</param>
internal sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain);
