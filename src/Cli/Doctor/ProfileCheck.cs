using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Is enough known of a scale to answer it? Where not, there is something to learn still, which is no fault.</summary>
/// <param name="profiles">Reads what was learned; nothing where there is no archive yet.</param>
internal sealed class ProfileCheck(Func<CancellationToken, Task<IReadOnlyList<Profile>>> profiles) : ICheck
{
    /// <inheritdoc/>
    public string Name => "profile";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Profile> known = await profiles(cancellation);
        return known.Count == 0
            ? [Finding.Warn("no scale is known yet", "run `scaleproxy learn`, or `scaleproxy import` with a capture")]
            : [.. known.Select(Judge)];
    }

    private static Finding Judge(Profile profile)
    {
        IReadOnlyList<string> missing = profile.Missing();
        return missing.Count == 0
            ? Finding.Ok($"{profile.Mac} can be answered without its vendor")
            : Finding.Warn($"{profile.Mac} cannot be answered yet: {string.Join(", and ", missing)} is missing", "let `scaleproxy learn` see it, or import a capture that has it");
    }
}
