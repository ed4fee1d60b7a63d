using System.IO.Compression;
using ScaleProxy.Model.Wire;
using ScaleProxy.SampleCaptures;

namespace ScaleProxy.Capture.Tests.Files;

public sealed class StreamingTests
{
    private static readonly byte[] s_pcap = Recorded.Pcap(TcpScript.Whole(WeighIn.Turns));

    public static TheoryData<string> Samples => ["weigh-in.pcap", "weigh-in.pcapng", "weigh-in.txt", "weigh-in.har"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void PackedWithGzip_SameExchanges(string sample)
    {
        byte[] file = Repository.Sample(sample);

        Recorded packed = Recorded.Of(Gzip(file));

        packed.Wire.Should().Equal(Recorded.Of(file).Wire).And.HaveCount(Recorded.WeighInWire.Count);
        packed.Summary.Format.Should().Be(Recorded.Of(file).Summary.Format + ".gz");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void OneByteAtATime_SameExchanges(string sample)
    {
        byte[] file = Repository.Sample(sample);

        Recorded.Of(new Trickle(file)).Wire.Should().Equal(Recorded.Of(file).Wire);
        Recorded.Of(new Trickle(Gzip(file))).Wire.Should().Equal(Recorded.Of(file).Wire);
    }

    [Fact]
    public void GzipCutShort_SaysSoAndKeepsWhatWasBefore()
    {
        byte[] packed = Gzip(s_pcap);

        Recorded recorded = Recorded.Of(packed[..(packed.Length - 200)], name: "x.pcap.gz");

        recorded.Summary.Error.Should().StartWith("x.pcap.gz: at offset ").And.Contain("of the unpacked data");
        recorded.Wire.Should().NotBeEmpty().And.BeSubsetOf(Recorded.WeighInWire.Append(recorded.Wire[^1]));
    }

    [Fact]
    public void GzipDamaged_SaysSo()
    {
        byte[] packed = Gzip(s_pcap);
        packed.AsSpan(40, 30).Fill(0xFF);

        Recorded.Of(packed, name: "x.gz").Summary.Error.Should().StartWith("x.gz: ");
    }

    [Fact]
    public void StandardInput_ExchangesComeBeforeTheEnd()
    {
        var seen = new Recorded();
        int before = -1;
        using var stream = new TwoParts(() => before = seen.Exchanges.Count);

        CaptureReader.Read(stream, "-", CaptureOptions.Default, seen);

        before.Should().Be(1);
        seen.Exchanges.Should().HaveCount(Recorded.WeighInWire.Count);
    }

    [Fact]
    public void Progress_EndsAtTheFilesLength()
    {
        var progress = new Last();

        CaptureSummary summary = CaptureReader.Read(new MemoryStream(s_pcap), "x", CaptureOptions.Default, new Recorded(), progress);

        progress.Value.Should().Be(s_pcap.Length);
        summary.Bytes.Should().Be(s_pcap.Length);
    }

    [Fact]
    public void Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Action read = () => CaptureReader.Read(new MemoryStream(s_pcap), "x", CaptureOptions.Default, new Recorded(), cancellation: source.Token);

        read.Should().Throw<OperationCanceledException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, world\n")]
    [InlineData("\0\u0001\u0002\u0003\u0004\u0005")]
    [InlineData("{\"a\":1}")]
    public void NoCapture_SaysWhatWasExpected(string content)
    {
        Recorded recorded = Recorded.Of(System.Text.Encoding.Latin1.GetBytes(content), name: "notes.bin");

        recorded.Summary.Error.Should().StartWith("notes.bin: ").And.ContainAny("pcap, pcapng, gzip of either", "not HAR 1.2");
        recorded.Summary.Error.Should().NotContain("\n");
        recorded.Exchanges.Should().BeEmpty();
    }

    [Fact]
    public void OptionsOutOfRange_AllNamed()
    {
        Action read = () => Recorded.Of(s_pcap, new CaptureOptions { MaxConnections = 0, MaxWarnings = 0 });

        read.Should().Throw<ArgumentException>().WithMessage("*MaxConnections is 0*MaxWarnings is 0*");
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed class Last : IProgress<long>
    {
        public long Value { get; private set; }

        public void Report(long value) => Value = value;
    }
}
