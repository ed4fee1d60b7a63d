namespace ScaleProxy.Capture.Tests;

/// <summary>A test on the captures beside the repository; skipped, saying so, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedCapturesFactAttribute : FactAttribute
{
    public SharedCapturesFactAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = "the folder ../shared/captures is not beside the repository";
        }
    }

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "captures"));
}
