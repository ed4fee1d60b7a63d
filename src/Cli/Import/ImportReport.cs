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
    private readonly List<ImportedFile> _files = [];
    private CaptureImporter? _importer;

    /// <summary>Why files could not be read to their end, a line each.</summary>
    public IReadOnlyList<string> Errors => [.. _files.Select(file => file.Summary.Error).OfType<string>()];

    /// <summary>Nothing was found in any file.</summary>
    public bool IsEmpty => _files.TrueForAll(static file => !WasRead(file.Summary));

    /// <summary>Notes a file that was read.</summary>
    public void Add(ImportedFile file) => _files.Add(file);

    /// <summary>Notes what became of all of them.</summary>
    public void Finish(CaptureImporter importer) => _importer = importer;

    /// <summary>Prints it for scripts.</summary>
    public void WriteJson() => JsonDocumentWriter.Write(Write);

    /// <summary>Writes the document that scripts and the page are given.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("files");
        foreach (ImportedFile file in _files)
        {
            WriteFile(json, file);
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
    }

    /// <summary>Prints it for people.</summary>
    /// <param name="verbose">Every warning, not only the first few.</param>
    public void Print(bool verbose)
    {
        // Of a file that could not be read at all, the error says everything.
        ImportedFile[] read = [.. _files.Where(static file => file.Summary.Error is null || WasRead(file.Summary))];
        foreach (ImportedFile file in read)
        {
            PrintFile(file, verbose);
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

        if (importer.Owner is { } owner)
        {
            Console.WriteLine($"exports that do not say whose they are: taken as of {owner}");
        }

        Console.WriteLine($"archived {Plural.Of(importer.Stored, "measurement")}, {importer.Duplicates.ToString(CultureInfo.InvariantCulture)} were there already; {Plural.Of(importer.NewRecordings, "new recording")}");
        if (importer.Devices.Count == 0 && Errors.Count == 0 && read.Any(static file => !file.Summary.IsExport))
        {
            Console.WriteLine("no scale was found. If its traffic goes to another host, name it with --host NAME; --all takes every HTTP conversation.");
        }
        else if (importer.Devices.Any(mac => importer.ProfileOf(mac) is { } profile && profile.Missing().Count == 0))
        {
            Console.WriteLine("next: `scaleproxy serve --listen 0.0.0.0:80` answers in the vendor's place");
        }
    }

    private static bool WasRead(CaptureSummary summary) => summary.Exchanges + summary.Packets + summary.Rows > 0;

    private static void WriteFile(Utf8JsonWriter json, ImportedFile file)
    {
        CaptureSummary summary = file.Summary;
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteString("format", summary.Format);
        json.WriteNumber("packets", summary.Packets);
        json.WriteNumber("bytes", summary.Bytes);
        json.WriteNumber("connections", summary.Connections);
        json.WriteNumber("scaleConnections", summary.ScaleConnections);
        json.WriteNumber("exchanges", summary.Exchanges);
        json.WriteNumber("measurements", file.Stored);
        json.WriteNumber("duplicates", file.Duplicates);
        json.WriteNumber("badLines", summary.BadLines);
        json.WriteStartArray("warnings");
        foreach (string warning in summary.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteString("error", summary.Error);
        json.WriteEndObject();
    }

    private static void PrintFile(ImportedFile file, bool verbose)
    {
        const int FirstFew = 5;
        CaptureSummary summary = file.Summary;
        if (summary.IsExport)
        {
            PrintExport(file);
        }
        else
        {
            PrintCapture(file.Path, summary);
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

    private static void PrintExport(ImportedFile file)
    {
        Console.WriteLine($"{file.Path}: {file.Summary.Format}, {ByteText.Of(file.Summary.Bytes)}");
        Console.WriteLine($"  found {Plural.Of(file.Summary.Rows, "measurement")}, {file.Duplicates.ToString("N0", CultureInfo.InvariantCulture)} of them there already");
        if (file.Summary.BadLines > 0)
        {
            Console.WriteLine($"  skipped {Plural.Of(file.Summary.BadLines, "line")}: no measurement");
        }
    }

    private static void PrintCapture(string path, CaptureSummary summary)
    {
        string packets = summary.Packets > 0 ? Plural.Of(summary.Packets, "packet") + ", " : string.Empty;
        Console.WriteLine($"{path}: {summary.Format}, {ByteText.Of(summary.Bytes)}, {packets}{Plural.Of(summary.Connections, "connection")}");
        Console.WriteLine($"  found {Plural.Of(summary.Exchanges, "exchange")} in {Plural.Of(summary.ScaleConnections, "conversation")} of a scale");
        foreach (string skipped in Skipped(summary))
        {
            Console.WriteLine("  skipped " + skipped);
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
