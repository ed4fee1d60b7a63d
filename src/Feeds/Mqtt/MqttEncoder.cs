using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ScaleProxy.Feeds.Mqtt;

/// <summary>Writes the packets that a client of MQTT 3.1.1 sends.</summary>
internal static class MqttEncoder
{
    /// <summary>Bytes of a packet's body at most: brokers in homes take no more, and no measurement is near it.</summary>
    public const int MaxBody = 256 * 1024;

    private const byte ProtocolLevel = 4;
    private const int NumberLength = 2;
    private const byte Retain = 0x01;

    // Delivered at least once: the broker acknowledges.
    private const byte QualityOne = 0x02;

    private const byte CleanSession = 0x02;
    private const byte HasWill = 0x04;
    private const byte WillQualityOne = 0x08;
    private const byte WillRetain = 0x20;
    private const byte HasPassword = 0x40;
    private const byte HasUser = 0x80;

    // SUBSCRIBE alone has flags that are fixed (3.8.1).
    private const byte SubscribeFlags = 0x02;

    /// <summary>Writes CONNECT, with a clean session: what is to come again is kept here, not by the broker.</summary>
    public static void WriteConnect(IBufferWriter<byte> output, MqttLogin login)
    {
        byte flags = (byte)(CleanSession | HasWill | WillQualityOne | (login.Will.Retain ? WillRetain : 0)
            | (login.User is null ? 0 : HasUser) | (login.Password is null ? 0 : HasPassword));
        var body = new ArrayBufferWriter<byte>();
        WriteText(body, "MQTT");
        body.Write<byte>([ProtocolLevel, flags]);
        WriteNumber(body, (ushort)Math.Min(login.KeepAlive.TotalSeconds, ushort.MaxValue));
        WriteText(body, login.ClientId);
        WriteText(body, login.Will.Topic);
        WriteNumber(body, checked((ushort)login.Will.Payload.Length));
        body.Write(login.Will.Payload.Span);
        if (login.User is not null)
        {
            WriteText(body, login.User);
        }

        if (login.Password is not null)
        {
            WriteText(body, login.Password.Reveal());
        }

        Write(output, MqttPacketKind.Connect, 0, body.WrittenSpan);
    }

    /// <summary>Whether a message is small enough to be written.</summary>
    public static bool Fits(MqttMessage message) =>
        NumberLength + Encoding.UTF8.GetByteCount(message.Topic) + NumberLength + message.Payload.Length <= MaxBody;

    /// <summary>Writes PUBLISH of a message that the broker is to acknowledge.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="message">The message; see <see cref="Fits"/>.</param>
    /// <param name="identifier">What the acknowledgement names it by; not 0.</param>
    public static void WritePublish(IBufferWriter<byte> output, MqttMessage message, ushort identifier)
    {
        var body = new ArrayBufferWriter<byte>();
        WriteText(body, message.Topic);
        WriteNumber(body, identifier);
        body.Write(message.Payload.Span);
        Write(output, MqttPacketKind.Publish, (byte)(QualityOne | (message.Retain ? Retain : 0)), body.WrittenSpan);
    }

    /// <summary>Writes SUBSCRIBE to one topic, for messages that need not be acknowledged.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="identifier">What the acknowledgement names it by; not 0.</param>
    public static void WriteSubscribe(IBufferWriter<byte> output, string topic, ushort identifier)
    {
        var body = new ArrayBufferWriter<byte>();
        WriteNumber(body, identifier);
        WriteText(body, topic);
        body.Write<byte>([0]);
        Write(output, MqttPacketKind.Subscribe, SubscribeFlags, body.WrittenSpan);
    }

    /// <summary>Writes PINGREQ.</summary>
    public static void WritePing(IBufferWriter<byte> output) => Write(output, MqttPacketKind.PingRequest, 0, []);

    /// <summary>Writes DISCONNECT.</summary>
    public static void WriteDisconnect(IBufferWriter<byte> output) => Write(output, MqttPacketKind.Disconnect, 0, []);

    private static void Write(IBufferWriter<byte> output, MqttPacketKind kind, byte flags, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, MaxBody);
        Span<byte> head = stackalloc byte[MqttDecoder.MaxHead];
        head[0] = (byte)(((int)kind << 4) | flags);
        int length = 1;
        int rest = body.Length;
        do
        {
            head[length++] = (byte)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
            rest >>= 7;
        }
        while (rest > 0);

        output.Write(head[..length]);
        output.Write(body);
    }

    private static void WriteNumber(IBufferWriter<byte> output, ushort number)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(NumberLength), number);
        output.Advance(NumberLength);
    }

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        WriteNumber(output, checked((ushort)Encoding.UTF8.GetByteCount(text)));
        Encoding.UTF8.GetBytes(text, output);
    }
}
