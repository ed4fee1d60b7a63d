namespace ScaleProxy.Capture.Tests;

/// <summary>Where the repository's own files are, from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(Root, "captures", name));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ScaleProxy.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests do not run from within the repository");
    }
}
