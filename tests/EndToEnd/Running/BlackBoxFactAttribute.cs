
namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test with the strict scale that was written apart from this project; skipped, saying so, where it is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BlackBoxFactAttribute : FactAttribute
{
    public BlackBoxFactAttribute()
    {
        if (!File.Exists(BlackBox.Scale))
        {
            Skip = "../shared/tools/scale.py is not beside the repository";
        }
        else if (!HasPython())
        {
            Skip = "python3 is not installed";
        }
    }

    private static bool HasPython() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3")));
}
