using System.Buffers;
using System.Text;
using ScaleProxy.Feeds.Configuration;
using ScaleProxy.Feeds.Mqtt;

namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>The bytes of MQTT 3.1.1, as <see cref="PacketText"/> writes them.</summary>
public sealed class MqttCodecTests
{
    private static readonly MqttMessage s_will = new("a/b", "offline"u8.ToArray(), Retain: true);

    [Fact]
    public void Connect_WithUser()
    {
        var login = new MqttLogin("id", "ann", new Secret("pw"), TimeSpan.FromSeconds(300), s_will);

        // flags: user, password, will retained, will of quality 1, will, clean session
        Written(output => MqttEncoder.WriteConnect(output, login)).Should().Be(
            "10 25 0004 'MQTT' 04 EE 012C 0002 'id' 0003 'a/b' 0007 'offline' 0003 'ann' 0002 'pw'".AsBytes());
    }

    [Fact]
    public void Connect_WithoutUser() =>
        Written(output => MqttEncoder.WriteConnect(output, new MqttLogin("id", null, null, TimeSpan.FromDays(2), s_will))).Should().Be(
            "10 1C 0004 'MQTT' 04 2E FFFF 0002 'id' 0003 'a/b' 0007 'offline'".AsBytes());

    [Fact]
    public void Publish_Retained_OrNot()
    {
        Written(output => MqttEncoder.WritePublish(output, s_will, 10)).Should().Be("33 0E 0003 'a/b' 000A 'offline'".AsBytes());
        Written(output => MqttEncoder.WritePublish(output, s_will with { Retain = false, Payload = default }, 0xfffe)).Should().Be("32 07 0003 'a/b' FFFE".AsBytes());
    }

    [Fact]
    public void TheRest()
    {
        Written(output => MqttEncoder.WriteSubscribe(output, "ö", 1)).Should().Be("82 07 0001 0002 C3B6 00".AsBytes());
        Written(MqttEncoder.WritePing).Should().Be("C0 00".AsBytes());
        Written(MqttEncoder.WriteDisconnect).Should().Be("E0 00".AsBytes());
    }

    // 2.2.3: where a length takes another byte.
    [Theory]
    [InlineData(127, "7F")]
    [InlineData(128, "80 01")]
    [InlineData(16_383, "FF 7F")]
    [InlineData(16_384, "80 80 01")]
    [InlineData(MqttEncoder.MaxBody, "80 80 10")]
    public void Length_OfEverySize(int length, string expected)
    {
        string written = Written(output => MqttEncoder.WritePublish(output, new MqttMessage("t", new byte[length - 5], Retain: false), 1));

        written.Should().StartWith(("32 " + expected + " 0001 't' 0001").AsBytes());
        written.Should().HaveLength(2 * (1 + (expected.AsBytes().Length / 2) + length));
    }

    [Fact]
    public void TooLarge_DoesNotFit()
    {
        MqttEncoder.Fits(new MqttMessage("t", new byte[MqttEncoder.MaxBody - 5], Retain: false)).Should().BeTrue();
        MqttEncoder.Fits(new MqttMessage("t", new byte[MqttEncoder.MaxBody - 4], Retain: false)).Should().BeFalse();
    }

    [Fact]
    public void Answers_ReadInAnySplit()
    {
        byte[] sent = Convert.FromHexString("20 02 0005  40 02 0102  90 03 0001 80  D0 00  31 0D 0003 'a/b' 'hi there'".AsBytes());
        string[] expected = ["ConnectAcknowledged code 5", "PublishAcknowledged of 258", "SubscribeAcknowledged of 1 refused", "PingResponse", "Publish a/b=hi there retained"];

        for (int size = 1; size <= sent.Length; size++)
        {
            Read(sent, size).Should().Equal(expected, "pieces of {0} bytes say the same", size);
        }
    }

    [Theory]
    [InlineData("20", 0)]
    [InlineData("20 80", 0)]
    [InlineData("20 02 00", 0)]
    [InlineData("20 02 0000 40", 4)]
    public void NotWholeYet_Waits(string sent, int taken) =>
        MqttDecoder.Read(Convert.FromHexString(sent.AsBytes()), out _).Should().Be(taken);

    [Theory]
    [InlineData("20 FF FF FF FF 01", "length is no number")]
    [InlineData("31 81 80 04", "65537 bytes")]
    [InlineData("10 00", "is it one?")]
    [InlineData("48", "is it one?")]
    [InlineData("'HTTP'", "is it one?")]
    [InlineData("00 00", "is it one?")]
    [InlineData("F0 00", "is it one?")]
    public void NoPacketOfABroker_Refused(string sent, string problem)
    {
        Action read = () => MqttDecoder.Read(Convert.FromHexString(sent.AsBytes()), out _);

        read.Should().Throw<MqttException>().WithMessage($"*{problem}*");
    }

    [Theory]
    [InlineData("30 01 00")]
    [InlineData("30 03 0002 'a'")]
    [InlineData("32 05 0001 'a' 0001")]
    [InlineData("40 01 00")]
    [InlineData("20 01 00")]
    public void MalformedBody_Refused(string sent)
    {
        MqttDecoder.Read(Convert.FromHexString(sent.AsBytes()), out MqttPacket? packet).Should().BePositive();

        packet.Invoking(static it => TextOf(it!)).Should().Throw<MqttException>();
    }

    private static List<string> Read(byte[] sent, int size)
    {
        var read = new List<string>();
        var waiting = new List<byte>();
        foreach (byte[] piece in sent.Chunk(size))
        {
            waiting.AddRange(piece);
            while (MqttDecoder.Read(waiting.ToArray(), out MqttPacket? packet) is > 0 and var taken)
            {
                waiting.RemoveRange(0, taken);
                read.Add(TextOf(packet!));
            }
        }

        waiting.Should().BeEmpty();
        return read;
    }

    private static string TextOf(MqttPacket packet) => packet.Kind + packet.Kind switch
    {
        MqttPacketKind.ConnectAcknowledged => $" code {packet.ReturnCode}",
        MqttPacketKind.PublishAcknowledged => $" of {packet.Identifier}",
        MqttPacketKind.SubscribeAcknowledged => $" of {packet.Identifier} {(packet.IsGranted ? "granted" : "refused")}",
        MqttPacketKind.Publish => $" {packet.ToMessage().Topic}={Encoding.UTF8.GetString(packet.ToMessage().Payload.Span)}{(packet.ToMessage().Retain ? " retained" : string.Empty)}",
        _ => string.Empty,
    };

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
