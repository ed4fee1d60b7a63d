
namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test with the strict scale that was written apart from this project; skipped, saying so, where it is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BlackBoxFactAttribute : FactAttribute
{
    public BlackBoxFactAttribute() => Skip = Missing;

    /// <summary>Why it cannot be; null where it can.</summary>
    public static string? Missing { get; } =
        !File.Exists(BlackBox.Scale) ? "../shared/tools/scale.py is not beside the repository"
        : !HasPython() ? "python3 is not installed"
        : null;

    private static bool HasPython() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3")));
}
