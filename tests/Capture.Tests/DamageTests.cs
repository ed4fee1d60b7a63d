using System.Buffers.Binary;
using FsCheck.Xunit;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests;

public sealed class DamageTests
{
    private static readonly string[] s_samples = ["weigh-in.pcap", "weigh-in.pcapng", "weigh-in.txt", "weigh-in.har"];

    [Theory]
    [InlineData("weigh-in.pcap")]
    [InlineData("weigh-in.pcapng")]
    public void CutAnywhere_OneLineAndWhatWasBeforeIsKept(string sample)
    {
        byte[] file = Repository.Sample(sample);
        int lastCount = 0;
        for (int length = 0; length < file.Length; length++)
        {
            Recorded recorded = Recorded.Of(file[..length], name: "cut");

            if (recorded.Summary.Error is { } error)
            {
                error.Should().StartWith("cut: ").And.NotContain("\n");
                if (length >= 4)
                {
                    error.Should().StartWith("cut: at offset ");
                }
            }

            int complete = recorded.Exchanges.Count(entry => entry.Exchange is { Request.Truncated: false, Response: { Truncated: false } });
            recorded.Wire.Take(complete).Should().Equal(Recorded.WeighInWire.Take(complete));
            complete.Should().BeGreaterThanOrEqualTo(lastCount);
            lastCount = complete;
        }

        lastCount.Should().Be(Recorded.WeighInWire.Count);
    }

    [Theory]
    [InlineData("weigh-in.txt")]
    [InlineData("weigh-in.har")]
    public void TextCutAnywhere_WhatWasBeforeIsKept(string sample)
    {
        byte[] file = Repository.Sample(sample);
        IReadOnlyList<string> whole = Recorded.Of(file).Wire;
        int last = 0;
        for (int length = 0; length < file.Length; length += 23)
        {
            Recorded recorded = Recorded.Of(file[..length], name: "cut");

            int complete = recorded.Exchanges.Count(entry => entry.Exchange is { Request.Truncated: false, Response: { Truncated: false } });
            recorded.Wire.Take(complete).Should().Equal(whole.Take(complete));
            complete.Should().BeGreaterThanOrEqualTo(last);
            last = complete;
        }

        last.Should().BeGreaterThanOrEqualTo(whole.Count - 1);
    }

    [Theory]
    [InlineData("weigh-in.pcap")]
    [InlineData("weigh-in.pcapng")]
    public void EveryWordAsLargeAsCanBe_NoMemoryForLies(string sample)
    {
        byte[] file = Repository.Sample(sample);
        Recorded.Of(file);
        for (int at = 0; at + 4 <= Math.Min(file.Length, 2400); at += 4)
        {
            foreach (uint lie in new uint[] { 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFC, 0, 0x00FFFFFC })
            {
                byte[] lying = [.. file];
                BinaryPrimitives.WriteUInt32LittleEndian(lying.AsSpan(at), lie);
                long before = GC.GetAllocatedBytesForCurrentThread();

                Recorded recorded = Recorded.Of(lying, name: "lie");

                (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000, "the word at {0} was {1:X8}", at, lie);
                (recorded.Summary.Error ?? "lie: ").Should().StartWith("lie: ");
            }
        }
    }

    [Property(MaxTest = 300)]
    public void RandomBytesChanged_NeverThrows(int seed)
    {
        var random = new System.Random(seed);
        byte[] file = Repository.Sample(s_samples[random.Next(s_samples.Length)]);
        int changes = random.Next(1, 40);
        for (int i = 0; i < changes; i++)
        {
            file[random.Next(file.Length)] = (byte)random.Next(256);
        }

        Recorded recorded = Recorded.Of(random.Next(4) == 0 ? Files.StreamingTests.Gzip(file) : file, name: "fuzz");

        (recorded.Summary.Error ?? "fuzz: ").Should().StartWith("fuzz: ").And.NotContain("\n");
        recorded.Closed.Should().HaveCount(recorded.Summary.ScaleConnections);
    }

    [Property(MaxTest = 200)]
    public void RandomBytesInEveryLinkLayer_NeverThrows(int seed)
    {
        var random = new System.Random(seed);
        int[] linkTypes = [0, 1, 12, 101, 105, 113, 127, 228, 276];
        int linkType = linkTypes[random.Next(linkTypes.Length)];
        Func<byte[], byte[]> frame = linkType switch
        {
            1 => datagram => Frames.Ethernet(datagram, 0x8100),
            105 => datagram => Frames.Wifi(datagram, qos: true, aggregated: true),
            113 => Frames.LinuxSll,
            127 => Frames.RadiotapPadded,
            276 => Frames.LinuxSll2,
            0 => datagram => Frames.Loopback(datagram, bigEndian: false),
            _ => Frames.Raw,
        };
        Datagrams datagrams = random.Next(2) == 0 ? new Datagrams { FragmentSize = 128 } : Datagrams.Ipv6 with { FragmentSize = 128, Extensions = [0, 51, 60] };
        Packet[] packets = [.. Packet.Of(TcpScript.Whole(WeighIn.Turns, 300), datagrams, frame)];
        foreach (Packet packet in packets)
        {
            for (int i = random.Next(3); i > 0; i--)
            {
                packet.Frame[random.Next(packet.Frame.Length)] = (byte)random.Next(256);
            }
        }

        Recorded recorded = Recorded.Of(new PcapWriter { LinkType = linkType }.Write(packets));

        recorded.Summary.Error.Should().BeNull();
        recorded.Summary.Packets.Should().Be(packets.Length);
    }
}
