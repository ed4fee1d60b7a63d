using ScaleProxy.Capture;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.Import;

/// <summary>Opens a capture and has it read, with a progress bar where somebody watches a long one.</summary>
internal static class CaptureFile
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    // Shorter ones are read before a bar could be drawn.
    private const long WorthABar = 16 * 1024 * 1024;

    /// <summary>Reads a capture to its end, or to where it breaks.</summary>
    /// <param name="path">A file, or <c>-</c>.</param>
    /// <param name="options">What to take for a scale's.</param>
    /// <param name="observer">Receives what is found.</param>
    /// <param name="cancellation">Ends it early; what was found before is kept.</param>
    public static CaptureSummary Read(string path, CaptureOptions options, ICaptureObserver observer, CancellationToken cancellation)
    {
        using Stream? stream = Open(path, out string? error);
        if (stream is null)
        {
            return new CaptureSummary { Format = "unknown", Error = error, Warnings = [], Bytes = 0 };
        }

        bool bar = ProgressBar.IsWatched && stream is FileStream { CanSeek: true, Length: > WorthABar };
        return bar
            ? ProgressBar.Run(Path.GetFileName(path), stream.Length, meter => CaptureReader.Read(stream, path, options, observer, meter, cancellation), bytes: true)
            : CaptureReader.Read(stream, path, options, observer, null, cancellation);
    }

    private static Stream? Open(string path, out string? error)
    {
        error = null;
        if (path == StandardInput)
        {
            return Console.OpenStandardInput();
        }

        try
        {
            // The reader has its own buffer; a second one would only copy.
            return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (UnauthorizedAccessException)
        {
            error = Directory.Exists(path)
                ? $"{path} is a folder; name the captures in it"
                : $"{path} may not be read; ask for the right to, or copy it";
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            error = $"{path} does not exist";
        }

        return null;
    }
}
