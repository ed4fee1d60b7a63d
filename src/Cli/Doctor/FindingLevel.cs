namespace ScaleProxy.Cli.Doctor;

/// <summary>How bad what was found is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not as it should be for every use, or it could not be found out.</summary>
    Warn,

    /// <summary>A scale cannot be served so.</summary>
    Bad,
}
