using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Replay.Simulation.Answering;

namespace ScaleProxy.Cli.Simulate;

/// <summary>Tells on standard output of each request that a simulated vendor gets; for any number of threads.</summary>
internal static class VendorReport
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for people.</summary>
    public static void WriteLine(VendorEvent request) => Console.WriteLine(TextOf(request));

    /// <summary>One JSON document, on one line.</summary>
    public static void WriteJson(VendorEvent request)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            json.WriteStartObject();
            json.WriteTime("at", request.At);
            json.WriteString("from", request.From);
            json.WriteString("mac", request.Mac);
            json.WriteString("kind", request.Kind);
            json.WriteOptional("status", request.Status);
            json.WriteString("said", request.Said);
            json.WriteNumber("stored", request.Stored);
            json.WriteString("fault", VendorFaultText.NameOf(request.Fault));
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    private static string TextOf(VendorEvent request)
    {
        string status = request.Status is { } known ? string.Create(CultureInfo.InvariantCulture, $"status {known}") : "no status";
        string fault = request.Fault == VendorFault.None ? string.Empty : $", fault {VendorFaultText.NameOf(request.Fault)}";
        return $"{request.Mac ?? request.From}: {request.Kind} → {status}{fault}: {request.Said} ({Plural.Of(request.Stored, "measurement")} stored)";
    }
}
