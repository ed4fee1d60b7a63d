using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>A packet that a broker sent.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Flags">The lower half of its first byte.</param>
/// <param name="Body">What follows its length.</param>
internal sealed record MqttPacket(MqttPacketKind Kind, byte Flags, ReadOnlyMemory<byte> Body)
{
    // Two bytes that say how long what follows is, or which packet is meant.
    private const int NumberLength = 2;

    private const int QualityMask = 0x06;

    /// <summary>How a broker answered <see cref="MqttPacketKind.ConnectAcknowledged"/>: 0 for yes (3.2.2.3).</summary>
    /// <exception cref="MqttException">It is too short.</exception>
    public byte ReturnCode => Body.Length == NumberLength ? Body.Span[1] : throw Malformed();

    /// <summary>Which packet of ours an acknowledgement is for.</summary>
    /// <exception cref="MqttException">It is too short.</exception>
    public ushort Identifier => Body.Length >= NumberLength ? BinaryPrimitives.ReadUInt16BigEndian(Body.Span) : throw Malformed();

    /// <summary>Whether <see cref="MqttPacketKind.SubscribeAcknowledged"/> grants what was asked for (3.9.3).</summary>
    public bool IsGranted => Body.Length > NumberLength && Body.Span[NumberLength] < 0x80;

    /// <summary>The message of a <see cref="MqttPacketKind.Publish"/>. Nobody sends us any that is to be acknowledged: none was asked for.</summary>
    /// <exception cref="MqttException">It holds none, or one that is to be acknowledged.</exception>
    public MqttMessage ToMessage()
    {
        if ((Flags & QualityMask) != 0)
        {
            throw new MqttException("it sends a message of a quality of service that was not asked for");
        }

        int length = Body.Length >= NumberLength ? BinaryPrimitives.ReadUInt16BigEndian(Body.Span) : throw Malformed();
        return Body.Length >= NumberLength + length
            ? new MqttMessage(Encoding.UTF8.GetString(Body.Span.Slice(NumberLength, length)), Body[(NumberLength + length)..], (Flags & 1) != 0)
            : throw Malformed();
    }

    private MqttException Malformed() => new($"it sends a malformed packet ({Kind})");
}
