namespace ScaleProxy.Feeds.Mqtt;

/// <summary>The packets of MQTT 3.1.1 that we send or take, by their numbers there (2.2.1).</summary>
internal enum MqttPacketKind
{
    /// <summary>The first that a client sends.</summary>
    Connect = 1,

    /// <summary>The broker's answer to it.</summary>
    ConnectAcknowledged = 2,

    /// <summary>A message, either way.</summary>
    Publish = 3,

    /// <summary>The other one has the message.</summary>
    PublishAcknowledged = 4,

    /// <summary>A client asks for messages.</summary>
    Subscribe = 8,

    /// <summary>The broker's answer to it.</summary>
    SubscribeAcknowledged = 9,

    /// <summary>A client is still there.</summary>
    PingRequest = 12,

    /// <summary>The broker's answer to it.</summary>
    PingResponse = 13,

    /// <summary>A client goes, and its last will is not to be published.</summary>
    Disconnect = 14,
}
