namespace ScaleProxy.Archive;

/// <summary>How a measurement came into the archive. Stored, and given out, in lower case.</summary>
public enum MeasurementSource
{
    /// <summary>A scale sent it to <c>serve</c>.</summary>
    Serve,

    /// <summary>A scale sent it to its vendor through <c>learn</c>.</summary>
    Learn,

    /// <summary>It was found in a capture.</summary>
    Import,

    /// <summary>It comes from another program's or the vendor's export.</summary>
    History,

    /// <summary>Its owner entered it.</summary>
    Manual,
}
