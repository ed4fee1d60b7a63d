using System.Text.Encodings.Web;
using System.Text.Json;

namespace ScaleProxy.Cli.CommandLine;

/// <summary>Writes the one JSON document of a command to standard output.</summary>
internal static class JsonDocumentWriter
{
    /// <summary>How the program writes JSON: every letter as itself.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions s_options = Compact with { Indented = true };

    /// <summary>Writes a document.</summary>
    /// <param name="write">Writes its value.</param>
    public static void Write(Action<Utf8JsonWriter> write)
    {
        using Stream output = Console.OpenStandardOutput();
        Write(output, write);
    }

    /// <summary>Writes a document to where one was asked for.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="write">Writes its value.</param>
    public static void Write(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            write(json);
        }

        output.Write("\n"u8);
    }
}
