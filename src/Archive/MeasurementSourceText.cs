using System.Diagnostics;

namespace ScaleProxy.Archive;

/// <summary>A <see cref="MeasurementSource"/> as it is stored.</summary>
public static class MeasurementSourceText
{
    /// <summary>To store, and to give out.</summary>
    /// <param name="source">The source.</param>
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
    internal static MeasurementSource Parse(string text) => TryParse(text, out MeasurementSource source)
        ? source
        : throw new ArchiveException($"archive: a measurement has the source \"{text}\", which is none; another program has changed it: `scaleproxy archive check` says where");

    /// <summary>From what is stored, or was given out.</summary>
    /// <param name="text">For example <c>serve</c>; null is none of them.</param>
    /// <param name="source">The source.</param>
    public static bool TryParse(string? text, out MeasurementSource source)
    {
        (source, bool known) = text switch
        {
            "serve" => (MeasurementSource.Serve, true),
            "learn" => (MeasurementSource.Learn, true),
            "import" => (MeasurementSource.Import, true),
            "history" => (MeasurementSource.History, true),
            "manual" => (MeasurementSource.Manual, true),
            _ => (default, false),
        };
        return known;
    }
}
