using ScaleProxy.Feeds.Configuration;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>What a client says of itself when it connects.</summary>
/// <param name="ClientId">Its name: the broker takes whoever comes under it again for the same one.</param>
/// <param name="User">Who it is; null for anybody.</param>
/// <param name="Password">The password for that.</param>
/// <param name="KeepAlive">How long nothing may come from it before it is taken for gone.</param>
/// <param name="Will">What the broker publishes when it is taken for gone.</param>
internal sealed record MqttLogin(string ClientId, string? User, Secret? Password, TimeSpan KeepAlive, MqttMessage Will);
