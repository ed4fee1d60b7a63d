using System.Diagnostics;

namespace ScaleProxy.Archive;

/// <summary>A <see cref="MeasurementSource"/> as it is stored.</summary>
internal static class MeasurementSourceText
{
    /// <summary>To store.</summary>
    public static string Of(MeasurementSource source) => source switch
    {
        MeasurementSource.Serve => "serve",
        MeasurementSource.Learn => "learn",
        MeasurementSource.Import => "import",
        MeasurementSource.History => "history",
        MeasurementSource.Manual => "manual",
        _ => throw new UnreachableException(),
    };

    /// <summary>From what is stored.</summary>
    /// <exception cref="ArchiveException">It is none of them.</exception>
    public static MeasurementSource Parse(string text) => text switch
    {
        "serve" => MeasurementSource.Serve,
        "learn" => MeasurementSource.Learn,
        "import" => MeasurementSource.Import,
        "history" => MeasurementSource.History,
        "manual" => MeasurementSource.Manual,
        _ => throw new ArchiveException($"archive: a measurement has the source \"{text}\", which is none; another program has changed it: `scaleproxy archive check` says where"),
    };
}
