using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ScaleProxy.SampleCaptures;

/// <summary>
/// A household's traffic for the benchmarks: every twentieth byte is a scale's, the rest is TLS, web downloads and UDP.
/// The same size gives the same file.
/// </summary>
public static class LargeCapture
{
    private const int FileHeader = 24;
    private const int OthersPerScale = 19;
    private const int PayloadSize = 1200;

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bytes">How large at least.</param>
    /// <returns>How many conversations of a scale are in it.</returns>
    public static int Write(Stream output, long bytes)
    {
        var writer = new PcapWriter();
        var random = new Random(20140608);
        byte[] noise = new byte[1 << 20];
        random.NextBytes(noise);
        output.Write(writer.Write([]));
        long written = FileHeader;
        int conversation = 0;
        for (; written < bytes; conversation++)
        {
            long time = TimeOf(conversation);
            byte[] scale = writer.Write(Scale(conversation, time))[FileHeader..];
            output.Write(scale);
            written += scale.Length;
            long others = 0;
            for (int flow = 0; others < scale.Length * OthersPerScale; flow++)
            {
                byte[] other = writer.Write(Other(conversation, flow, time + (flow * 1000L), noise, random))[FileHeader..];
                output.Write(other);
                others += other.Length;
            }

            written += others;
        }

        return conversation;
    }

    /// <summary>Writes nothing but conversations of a scale, each with two weights of their own.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="count">How many.</param>
    public static void WriteConversations(Stream output, int count)
    {
        var writer = new PcapWriter();
        output.Write(writer.Write([]));
        for (int conversation = 0; conversation < count; conversation++)
        {
            output.Write(writer.Write(Scale(conversation, TimeOf(conversation))).AsSpan(FileHeader));
        }
    }

    // One a minute.
    private static long TimeOf(int conversation) => (WeighIn.Begin.ToUnixTimeSeconds() + (conversation * 60L)) * 1_000_000;

    private static IEnumerable<Packet> Scale(int number, long time)
    {
        string once = string.Create(CultureInfo.InvariantCulture, $"00d4e5a1-{number:x8}");
        string hash = Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes($"{WeighIn.Mac}:{WeighIn.Secret}:{once}")));
        string session = string.Create(CultureInfo.InvariantCulture, $"2711-{time / 1_000_000:x8}-{number:x8}");
        Turn[] turns = [.. WeighIn.Turns.Select(turn => turn with
        {
            Bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(turn.Bytes)
                .Replace(WeighIn.Once, once, StringComparison.Ordinal)
                .Replace(WeighIn.Hash, hash, StringComparison.Ordinal)
                .Replace(WeighIn.SessionId, session, StringComparison.Ordinal)
                .Replace("meastime=1402215390", string.Create(CultureInfo.InvariantCulture, $"meastime={(time / 1_000_000) + 32}"), StringComparison.Ordinal)
                .Replace("meastime=1402215408", string.Create(CultureInfo.InvariantCulture, $"meastime={(time / 1_000_000) + 50}"), StringComparison.Ordinal)),
        })];
        var datagrams = new Datagrams { Client = new IPEndPoint(IPAddress.Parse("192.168.7.31"), 20_000 + (number % 40_000)) };
        long shift = time - (WeighIn.Begin.ToUnixTimeSeconds() * 1_000_000);
        return Packet.Of(TcpScript.Whole(turns), datagrams, datagram => Frames.Ethernet(datagram))
            .Select(packet => packet with { Microseconds = packet.Microseconds + shift });
    }

    // A web download on port 80, a TLS connection, or one that was open before the capture began.
    private static IEnumerable<Packet> Other(int conversation, int flow, long time, byte[] noise, Random random)
    {
        bool web = flow % 5 == 0;
        var client = new IPEndPoint(new IPAddress([192, 168, 7, (byte)(40 + (flow % 16))]), 1024 + (((conversation * 8) + flow) % 60_000));
        var datagrams = new Datagrams { Client = client, Server = new IPEndPoint(new IPAddress([203, 0, 113, (byte)(flow % 200)]), web ? 80 : 443) };
        var turns = new List<Turn>();
        if (web)
        {
            turns.Add(new Turn(FromClient: true, Encoding.ASCII.GetBytes("GET /film.bin HTTP/1.1\r\nHost: downloads.example.net\r\nAccept: */*\r\n\r\n")));
            turns.Add(new Turn(FromClient: false, [.. Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 24000\r\n\r\n"), .. Slice(24_000)]));
        }
        else
        {
            turns.Add(new Turn(FromClient: true, [0x16, 3, 1, 2, 0, .. Slice(512)]));
            turns.Add(new Turn(FromClient: false, [0x16, 3, 3, 0x10, 0, .. Slice(4096)]));
            turns.Add(new Turn(FromClient: true, [0x17, 3, 3, 1, 0, .. Slice(256)]));
            turns.Add(new Turn(FromClient: false, [0x17, 3, 3, 0x40, 0, .. Slice(24_000)]));
        }

        long shift = time - (WeighIn.Begin.ToUnixTimeSeconds() * 1_000_000);
        IEnumerable<Segment> segments = TcpScript.Whole(turns, PayloadSize, (uint)random.Next(), (uint)random.Next());
        return Packet.Of(flow % 3 == 2 ? segments.Skip(3) : segments, datagrams, datagram => Frames.Ethernet(datagram))
            .Select(packet => packet with { Microseconds = packet.Microseconds + shift });

        ReadOnlySpan<byte> Slice(int length) => noise.AsSpan(random.Next(noise.Length - length), length);
    }
}
