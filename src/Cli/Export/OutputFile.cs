namespace ScaleProxy.Cli.Export;

/// <summary>Where a command that writes a document writes it to.</summary>
internal static class OutputFile
{
    /// <summary>Opens a file, making it for its owner only where it is not there: weights are nobody else's business.</summary>
    /// <param name="path">The file; null for standard output.</param>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public static Stream Open(string? path)
    {
        if (path is null)
        {
            return Console.OpenStandardOutput();
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
