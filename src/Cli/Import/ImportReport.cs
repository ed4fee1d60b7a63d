using System.Globalization;
using System.Text.Json;
using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Import;

/// <summary>What an import found, learned, archived and skipped, and why.</summary>
internal sealed class ImportReport
{
    private readonly List<(string Path, CaptureSummary Summary)> _files = [];
    private CaptureImporter? _importer;

    /// <summary>Why files could not be read to their end, a line each.</summary>
    public IReadOnlyList<string> Errors => [.. _files.Select(file => file.Summary.Error).OfType<string>()];

    /// <summary>Notes a file that was read.</summary>
    public void Add(string path, CaptureSummary summary) => _files.Add((path, summary));

    /// <summary>Notes what became of all of them.</summary>
    public void Finish(CaptureImporter importer) => _importer = importer;

    /// <summary>Prints it for scripts.</summary>
    public void WriteJson() => JsonDocumentWriter.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("files");
        foreach ((string path, CaptureSummary summary) in _files)
        {
            WriteFile(json, path, summary);
        }

        json.WriteEndArray();
        json.WriteStartArray("devices");
        foreach (string mac in _importer!.Devices)
        {
            json.WriteStringValue(mac);
        }

        json.WriteEndArray();
        json.WriteNumber("exchanges", _files.Sum(file => file.Summary.Exchanges));
        json.WriteNumber("measurements", _importer.Stored);
        json.WriteNumber("duplicates", _importer.Duplicates);
        json.WriteNumber("recordings", _importer.NewRecordings);
        json.WriteEndObject();
    });

    /// <summary>Prints it for people.</summary>
    /// <param name="verbose">Every warning, not only the first few.</param>
    public void Print(bool verbose)
    {
        // Of a file that could not be read at all, the error says everything.
        (string Path, CaptureSummary Summary)[] read = [.. _files.Where(file => file.Summary.Error is null || file.Summary.Exchanges + file.Summary.Packets > 0)];
        foreach ((string path, CaptureSummary summary) in read)
        {
            PrintFile(path, summary, verbose);
        }

        if (read.Length == 0)
        {
            return;
        }

        CaptureImporter importer = _importer!;
        foreach (string mac in importer.Devices)
        {
            PrintScale(importer.ProfileOf(mac));
        }

        foreach (string problem in importer.Problems)
        {
            Console.WriteLine($"kept raw, not understood: {problem}");
        }

        Console.WriteLine($"archived {Plural.Of(importer.Stored, "measurement")}, {importer.Duplicates.ToString(CultureInfo.InvariantCulture)} were there already; {Plural.Of(importer.NewRecordings, "new recording")}");
        if (importer.Devices.Count == 0 && Errors.Count == 0)
        {
            Console.WriteLine("no scale was found. If its traffic goes to another host, name it with --host NAME; --all takes every HTTP conversation.");
        }
        else if (importer.Devices.Any(mac => importer.ProfileOf(mac) is { } profile && profile.Missing().Count == 0))
        {
            Console.WriteLine("next: `scaleproxy serve --listen 0.0.0.0:80` answers in the vendor's place");
        }
    }

    private static void WriteFile(Utf8JsonWriter json, string path, CaptureSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("format", summary.Format);
        json.WriteNumber("packets", summary.Packets);
        json.WriteNumber("bytes", summary.Bytes);
        json.WriteNumber("connections", summary.Connections);
        json.WriteNumber("scaleConnections", summary.ScaleConnections);
        json.WriteNumber("exchanges", summary.Exchanges);
        json.WriteStartArray("warnings");
        foreach (string warning in summary.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteString("error", summary.Error);
        json.WriteEndObject();
    }

    private static void PrintFile(string path, CaptureSummary summary, bool verbose)
    {
        const int FirstFew = 5;
        string packets = summary.Packets > 0 ? Plural.Of(summary.Packets, "packet") + ", " : string.Empty;
        Console.WriteLine($"{path}: {summary.Format}, {ByteText.Of(summary.Bytes)}, {packets}{Plural.Of(summary.Connections, "connection")}");
        Console.WriteLine($"  found {Plural.Of(summary.Exchanges, "exchange")} in {Plural.Of(summary.ScaleConnections, "conversation")} of a scale");
        foreach (string skipped in Skipped(summary))
        {
            Console.WriteLine("  skipped " + skipped);
        }

        IEnumerable<string> warnings = verbose ? summary.Warnings : summary.Warnings.Take(FirstFew);
        foreach (string warning in warnings)
        {
            Console.WriteLine("  warning: " + warning);
        }

        if (!verbose && summary.Warnings.Count > FirstFew)
        {
            Console.WriteLine($"  {Plural.Of(summary.Warnings.Count - FirstFew, "further warning")} (--verbose shows them)");
        }
    }

    private static IEnumerable<string> Skipped(CaptureSummary summary)
    {
        (long Count, string What, string Why)[] all =
        [
            (summary.Connections - summary.ScaleConnections, "connection", "no scale's"),
            (summary.OtherPackets, "packet", "not TCP"),
            (summary.UnknownLinkPackets, "packet", "of a link type that is not known here"),
            (summary.EncryptedFrames, "frame", "encrypted; capture behind the access point instead"),
            (summary.MalformedPackets, "packet", "malformed"),
            (summary.IncompleteDatagrams, "datagram", "fragments missing"),
            (summary.OversizedPackets, "packet", "larger than any network's"),
            (summary.Orphans, "reply", "its request was not captured"),
        ];
        foreach ((long count, string what, string why) in all)
        {
            if (count > 0)
            {
                yield return $"{(what == "reply" && count != 1 ? count.ToString("N0", CultureInfo.InvariantCulture) + " replies" : Plural.Of(count, what))}: {why}";
            }
        }
    }

    private static void PrintScale(Profile? profile)
    {
        if (profile is null)
        {
            return;
        }

        int verified = profile.Handshakes.Count(handshake => profile.Verifies(handshake) == true);
        string proof = profile.Secret is null ? "its secret is not known" : $"its secret is known and explains {verified} of them";
        Console.WriteLine($"learned {LearnedText.Of(profile)}; {proof}");
        foreach (string missing in profile.Missing())
        {
            Console.WriteLine($"  missing: {missing}");
        }
    }
}
