using System.IO.Compression;
using ScaleProxy.Capture.Files;
using ScaleProxy.Capture.Har;
using ScaleProxy.Capture.History;
using ScaleProxy.Capture.Packets;
using ScaleProxy.Capture.Streams;
using ScaleProxy.Capture.Transcripts;

namespace ScaleProxy.Capture;

/// <summary>
/// Reads captures of every kind and gives out the exchanges of scales in them, and exports with the measurements in them.
/// The format is told from the first bytes:
/// <code>
/// gzip? -> pcap | pcapng -> packets -> TCP -> conversations
///       -> "Follow TCP Stream" text ------->  conversations
///       -> HAR ---------------------------->  conversations
///       -> CSV | jsonl -------------------->  measurements
/// ZIP ---> weight.csv --------------------->  measurements
/// </code>
/// It reads through one buffer of fixed size and holds, beside it, only what waits for other bytes.
/// </summary>
public static class CaptureReader
{
    private const int WindowSize = 256 * 1024;
    private const int TextProbe = 4096;
    private const string Expected = "expected a capture (pcap, pcapng, gzip of either, the text of Wireshark's Follow TCP Stream, HAR) or an export (Withings' weight.csv or the ZIP with it, openScale's CSV, our own jsonl)";

    // Where the vendor's account download keeps the weights, in whatever folder of it.
    private const string WeightsInZip = "weight.csv";

    /// <summary>Reads a capture to its end, or to where it can be read no further; everything before that is handed over.</summary>
    /// <param name="stream">The file, or standard input: it is read from where it stands, once, and stays open.</param>
    /// <param name="name">How the user named it, for messages.</param>
    /// <param name="options">What is taken, and how much is held.</param>
    /// <param name="observer">Is handed what is found, all of it when this returns.</param>
    /// <param name="bytesRead">Is told how many bytes of the file were read, often.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What was found, and why it ended early where it did.</returns>
    /// <exception cref="ArgumentException">Options are out of range.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <exception cref="Exception">What the observer failed with.</exception>
    public static CaptureSummary Read(Stream stream, string name, CaptureOptions options, ICaptureObserver observer, IProgress<long>? bytesRead = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        options.Validate();
        var handover = new Handover(observer, options.Beside);

        // What comes from another program may be long in coming.
        using var source = new SourceStream(stream, stream.CanSeek ? null : handover.Flush, bytesRead, cancellation);
        return new Reading(source, name, options, handover, cancellation).Run();
    }

    private sealed class Reading(SourceStream source, string name, CaptureOptions options, Handover handover, CancellationToken cancellation)
    {
        private readonly CaptureTally _tally = new(options.MaxWarnings);
        private string _format = "unknown";
        private string? _packing;
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
                string place = fault.Offset is { } offset ? $"at offset {offset}{(_packing is null ? "" : " of the unpacked data")} " : "";
                error = $"{name}: {place}{fault.Message}";
            }
            finally
            {
                // Whatever ended it: what was found before is handed over.
                handover.Complete();
            }

            if (_tally.EncryptedFrames > 0)
            {
                _tally.Warn($"{_tally.EncryptedFrames} Wi-Fi frames are encrypted and were passed over; capture on the wire, or decrypt them first");
            }

            string format = _packing is not null && _format != "unknown" ? _format + _packing : _format;
            return _tally.Summarize(format, source.BytesRead, _packets?.Packets ?? 0, _packets?.Oversized ?? 0, error);
        }

        private void ReadFormat(FileWindow window)
        {
            if (!window.Ensure(4) && window.Available.IsEmpty)
            {
                throw new CaptureException(_packing is not null ? $"there is nothing in it: {Expected}" : $"the file is empty: {Expected}", offset: null);
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
            else if (_packing is null && start is [0x1F, 0x8B, ..])
            {
                _packing = ".gz";
                source.GiveAgain(start.ToArray());
                using var unpacked = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
                ReadFormat(new FileWindow(unpacked, WindowSize));
            }
            else if (_packing is null && start is [(byte)'P', (byte)'K', 3, 4, ..])
            {
                _packing = ".zip";
                ReadZip();
            }
            else
            {
                ReadText(window);
            }
        }

        private void ReadPackets(PacketFile file)
        {
            var tracker = new TcpTracker(options, _tally, handover);
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

        private void ReadZip()
        {
            // A ZIP's table of contents stands at its end.
            if (source.Seekable is not { } file)
            {
                throw new CaptureException("a ZIP cannot be read from standard input; name the file", offset: null);
            }

            try
            {
                using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
                ZipArchiveEntry weights = zip.Entries.FirstOrDefault(static entry => entry.Name.Equals(WeightsInZip, StringComparison.OrdinalIgnoreCase))
                    ?? throw new CaptureException($"there is no {WeightsInZip} in the ZIP: {Expected}", offset: null);
                using Stream unpacked = weights.Open();
                ReadText(new FileWindow(unpacked, WindowSize));
            }
            catch (InvalidDataException fault)
            {
                throw new CaptureException($"the ZIP is damaged ({fault.Message}); download it again", offset: null);
            }
        }

        private void ReadText(FileWindow window)
        {
            ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
            window.Ensure(TextProbe);
            window.Advance(window.Available.StartsWith(mark) ? mark.Length : 0);

            ReadOnlySpan<byte> probe = window.Available[..Math.Min(TextProbe, window.Available.Length)];
            if (probe.Contains((byte)0))
            {
                throw NoCapture();
            }

            var history = new HistoryReader(name, options, _tally, handover, cancellation);
            if (history.Recognise(window) is { } export)
            {
                _format = export;
                history.Read(window);
                return;
            }

            ReadOnlySpan<byte> text = window.TakeAll(options.MaxTextBytes, out bool isCut).Span;
            if (text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            {
                _format = "har";
                new HarReader(options, _tally, handover).Read(text, cancellation);
            }
            else if (new TranscriptReader(options, _tally, handover).Read(text, cancellation))
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

        private static CaptureException NoCapture() => new($"this is neither a capture nor an export: {Expected}", offset: 0);
    }
}
