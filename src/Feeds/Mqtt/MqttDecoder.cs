namespace ScaleProxy.Feeds.Mqtt;

/// <summary>
/// Takes packets off the front of what a broker has sent, in whatever pieces it comes:
/// <code>
///   kind and flags │ length: 7 bits a byte, the least first, 4 bytes at most │ body
/// </code>
/// </summary>
internal static class MqttDecoder
{
    /// <summary>Bytes of a body at most: what comes to us is a birth message of a few letters.</summary>
    public const int MaxBody = 64 * 1024;

    /// <summary>Bytes before a body at most.</summary>
    public const int MaxHead = 1 + MaxLengthBytes;

    private const int MaxLengthBytes = 4;
    private const int FlagsMask = 0x0f;

    /// <summary>Takes the first packet, where it is there whole.</summary>
    /// <param name="received">What was received and not taken yet. The packet's body is part of it, not a copy.</param>
    /// <param name="packet">The packet; null where more has to come.</param>
    /// <returns>How many bytes it has; 0 where more have to come.</returns>
    /// <exception cref="MqttException">It is no packet that a broker may send, or a larger one than we take.</exception>
    public static int Read(ReadOnlyMemory<byte> received, out MqttPacket? packet)
    {
        packet = null;
        ReadOnlySpan<byte> bytes = received.Span;
        if (bytes.Length > 0)
        {
            RefuseKind(bytes[0]);
        }

        int length = 0;
        for (int i = 1; i <= MaxLengthBytes; i++)
        {
            if (bytes.Length <= i)
            {
                return 0;
            }

            length |= (bytes[i] & 0x7f) << (7 * (i - 1));
            if (bytes[i] < 0x80)
            {
                return ReadBody(received, i + 1, length, out packet);
            }
        }

        throw new MqttException("it sends a packet whose length is no number");
    }

    private static int ReadBody(ReadOnlyMemory<byte> received, int start, int length, out MqttPacket? packet)
    {
        if (length > MaxBody)
        {
            throw new MqttException(FormattableString.Invariant($"it sends a packet of {length} bytes, more than is taken here"));
        }

        bool isWhole = received.Length >= start + length;
        byte first = received.Span[0];
        packet = isWhole ? new MqttPacket((MqttPacketKind)(first >> 4), (byte)(first & FlagsMask), received.Slice(start, length)) : null;
        return isWhole ? start + length : 0;
    }

    // Only a message has flags (2.2.2). What speaks another protocol is found out by its first byte.
    private static void RefuseKind(byte first)
    {
        bool isKnown = (MqttPacketKind)(first >> 4) switch
        {
            MqttPacketKind.Publish => true,
            MqttPacketKind.ConnectAcknowledged or MqttPacketKind.PublishAcknowledged or MqttPacketKind.SubscribeAcknowledged or MqttPacketKind.PingResponse => (first & FlagsMask) == 0,
            _ => false,
        };
        if (!isKnown)
        {
            throw new MqttException("it sends what no broker of MQTT 3.1.1 does; is it one?");
        }
    }
}
