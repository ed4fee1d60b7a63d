namespace ScaleProxy.Archive.Maintenance;

/// <summary>An archive that is to be there already: looking after one must not make it.</summary>
internal static class ExistingArchive
{
    /// <summary>The options with the file's whole path.</summary>
    /// <exception cref="ArchiveException">There is no such file.</exception>
    public static ArchiveOptions Find(ArchiveOptions options)
    {
        if (options.Server is not null)
        {
            return options;
        }

        string path = Path.GetFullPath(options.Path);
        return File.Exists(path)
            ? options with { Path = path }
            : throw new ArchiveException($"archive {path}: there is none; name the one there is with --data DIR or --db sqlite:PATH");
    }

    /// <summary>As <see cref="Find"/>, for what only a file needs.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="instead">What to use where a server keeps it.</param>
    /// <exception cref="ArchiveException">There is no such file, or a server keeps the archive.</exception>
    public static ArchiveOptions FindFile(ArchiveOptions options, string instead) =>
        options.Server is { } server ? throw new ArchiveException($"archive {server}: {instead}") : Find(options);
}
