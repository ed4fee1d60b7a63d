namespace ScaleProxy.Model.Scale;

/// <summary>How a model writes what it measured.</summary>
public enum MeasurementForm
{
    /// <summary><c>measures</c>, with the time and the people beside it (WBS01, WS-30).</summary>
    Plain,

    /// <summary><c>measuregrps</c>, an object that holds a list of groups (WS-50).</summary>
    Grouped,

    /// <summary>The bare list of <c>v2/measure</c>, with mantissa and exponent (the air of a WS-50's room).</summary>
    Mantissa,
}
