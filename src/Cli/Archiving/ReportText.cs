using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Archive.Maintenance;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Archiving;

/// <summary>What was found out of an archive, for people and for scripts.</summary>
internal static class ReportText
{
    /// <summary>For people, on standard output.</summary>
    public static void Print(ArchiveReport report)
    {
        string unused = report.Size.UnusedBytes > 0 ? $", of which {ByteText.Of(report.Size.UnusedBytes)} are unused" : string.Empty;
        string log = report.Size.LogBytes > 0 ? $", and {ByteText.Of(report.Size.LogBytes)} of log" : string.Empty;
        Console.WriteLine($"{report.Name}: schema {report.Schema}, {ByteText.Of(report.Size.Bytes)}{unused}{log}");
        if (report.Counts is { } counts)
        {
            Console.WriteLine($"{Plural.Of(counts.Recordings, "recording")}, {Plural.Of(counts.Exchanges, "exchange")}, {Plural.Of(counts.Measurements, "measurement")}, {Plural.Of(counts.People, "person", "people")}, {Plural.Of(counts.Scales, "scale")}");
        }
        else if (report.Schema == 0)
        {
            Console.WriteLine("it is empty; the next command that uses it makes an archive of it");
        }
        else if (report.Schema < report.LatestSchema)
        {
            Console.WriteLine($"an earlier version has written it; the next command that uses it brings it to schema {report.LatestSchema}, and another check looks further");
        }

        foreach (ArchiveFault fault in report.Faults)
        {
            Console.WriteLine($"wrong: {fault.What}");
            Console.WriteLine($"  mend: {fault.Mend}");
        }

        if (report.Faults.Count == 0)
        {
            Console.WriteLine("nothing is wrong with it");
        }
    }

    /// <summary>For scripts.</summary>
    public static void WriteJson(Utf8JsonWriter json, ArchiveReport report)
    {
        json.WriteStartObject();
        json.WriteString("archive", report.Name);
        json.WriteNumber("schema", report.Schema);
        json.WriteNumber("latestSchema", report.LatestSchema);
        json.WriteNumber("bytes", report.Size.Bytes);
        json.WriteNumber("logBytes", report.Size.LogBytes);
        json.WriteNumber("unusedBytes", report.Size.UnusedBytes);
        json.WriteOptional("recordings", report.Counts?.Recordings);
        json.WriteOptional("exchanges", report.Counts?.Exchanges);
        json.WriteOptional("measurements", report.Counts?.Measurements);
        json.WriteOptional("people", report.Counts?.People);
        json.WriteOptional("devices", report.Counts?.Scales);
        json.WriteStartArray("faults");
        foreach (ArchiveFault fault in report.Faults)
        {
            json.WriteStartObject();
            json.WriteString("what", fault.What);
            json.WriteString("mend", fault.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
