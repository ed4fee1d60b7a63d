using System.IO.Compression;
using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.Har;
using ScaleProxy.Capture.Packets;
using ScaleProxy.Capture.Streams;
using ScaleProxy.Capture.Transcripts;

namespace ScaleProxy.Capture;

/// <summary>
/// Reads captures of every kind and gives out the exchanges of scales in them. The format is told from the first bytes:
/// <code>
/// gzip? -> pcap | pcapng -> packets -> TCP -> conversations
///       -> "Follow TCP Stream" text ------->  conversations
///       -> HAR ---------------------------->  conversations
/// </code>
/// It reads through one buffer of fixed size and holds, beside it, only what waits for other bytes.
/// </summary>
public static class CaptureReader
{
    private const int WindowSize = 256 * 1024;
    private const int TextProbe = 4096;
    private const string Expected = "expected pcap, pcapng, gzip of either, the text of Wireshark's Follow TCP Stream, or HAR";

    /// <summary>Reads a capture to its end, or to where it can be read no further; everything before that is handed over.</summary>
    /// <param name="stream">The file, or standard input: it is read from where it stands, once, and stays open.</param>
    /// <param name="name">How the user named it, for messages.</param>
    /// <param name="options">What is taken, and how much is held.</param>
    /// <param name="observer">Is handed what is found.</param>
    /// <param name="bytesRead">Is told how many bytes of the file were read, often.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What was found, and why it ended early where it did.</returns>
    /// <exception cref="ArgumentException">Options are out of range.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static CaptureSummary Read(Stream stream, string name, CaptureOptions options, ICaptureObserver observer, IProgress<long>? bytesRead = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        options.Validate();
        using var source = new SourceStream(stream, bytesRead, cancellation);
        return new Reading(source, name, options, observer, cancellation).Run();
    }

    private sealed class Reading(SourceStream source, string name, CaptureOptions options, ICaptureObserver observer, CancellationToken cancellation)
    {
        private readonly CaptureTally _tally = new(options.MaxWarnings);
        private string _format = "unknown";
        private bool _isPacked;
        private PacketFile? _packets;

        public CaptureSummary Run()
        {
            string? error = null;
            try
            {
                ReadFormat(new FileWindow(source, WindowSize));
            }
            catch (CaptureException fault)
            {
                string place = fault.Offset is { } offset ? $"at offset {offset}{(_isPacked ? " of the unpacked data" : "")} " : "";
                error = $"{name}: {place}{fault.Message}";
            }

            if (_tally.EncryptedFrames > 0)
            {
                _tally.Warn($"{_tally.EncryptedFrames} Wi-Fi frames are encrypted and were passed over; capture on the wire, or decrypt them first");
            }

            string format = _isPacked && _format != "unknown" ? _format + ".gz" : _format;
            return _tally.Summarize(format, source.BytesRead, _packets?.Packets ?? 0, _packets?.Oversized ?? 0, error);
        }

        private void ReadFormat(FileWindow window)
        {
            if (!window.Ensure(4) && window.Available.IsEmpty)
            {
                throw new CaptureException(_isPacked ? $"there is nothing in it: {Expected}" : $"the file is empty: {Expected}", offset: null);
            }

            ReadOnlySpan<byte> start = window.Available;
            if (PcapFile.Begins(start))
            {
                _format = "pcap";
                _packets = new PcapFile(window, options);
                ReadPackets(_packets);
            }
            else if (PcapngFile.Begins(start))
            {
                _format = "pcapng";
                _packets = new PcapngFile(window, options);
                ReadPackets(_packets);
            }
            else if (!_isPacked && start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B)
            {
                _isPacked = true;
                source.GiveAgain(start.ToArray());
                using var unpacked = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
                ReadFormat(new FileWindow(unpacked, WindowSize));
            }
            else
            {
                ReadText(window);
            }
        }

        private void ReadPackets(PacketFile file)
        {
            var tracker = new TcpTracker(options, _tally, observer);
            var decoder = new PacketDecoder(tracker, options, _tally);
            try
            {
                while (file.TryRead(out CapturedPacket packet))
                {
                    decoder.Decode(in packet);
                }
            }
            finally
            {
                // Also where the file is damaged further on: what came before that stands.
                decoder.End();
                tracker.End();
            }
        }

        private void ReadText(FileWindow window)
        {
            window.Ensure(TextProbe);
            ReadOnlySpan<byte> probe = window.Available[..Math.Min(TextProbe, window.Available.Length)];
            if (probe.Contains((byte)0))
            {
                throw NoCapture();
            }

            ReadOnlySpan<byte> text = window.TakeAll(options.MaxTextBytes, out bool isCut).Span;
            ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
            text = text.StartsWith(mark) ? text[mark.Length..] : text;
            if (text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            {
                _format = "har";
                new HarReader(options, _tally, observer).Read(text, cancellation);
            }
            else if (new TranscriptReader(options, _tally, observer).Read(text, cancellation))
            {
                _format = "text";
            }
            else
            {
                throw NoCapture();
            }

            if (isCut)
            {
                throw new CaptureException($"the text is larger than the {options.MaxTextBytes} bytes that are read of one; what was before it was kept", options.MaxTextBytes);
            }
        }

        private static CaptureException NoCapture() => new($"this is no capture: {Expected}", offset: 0);
    }
}
