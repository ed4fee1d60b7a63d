namespace ScaleProxy.EndToEnd.Exporting;

/// <summary>A test with the programs that read an export; skipped, saying so, where one is missing. The continuous integration has them all.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReaderFactAttribute : FactAttribute
{
    public ReaderFactAttribute(params string[] programs)
    {
        Programs = programs;
        if (programs.FirstOrDefault(static program => Reader.Find(program) is null) is { } missing)
        {
            Skip = missing + " is not installed";
        }
    }

    public string[] Programs { get; }

    /// <summary>The package of npm that the test needs.</summary>
    public string Package
    {
        get => string.Empty;
        set => Skip ??= Directory.Exists(Path.Combine(Reader.Packages, "node_modules", value)) ? null : $"{value} of npm is not in {Reader.Packages} (.ci/run puts it there)";
    }
}
