namespace ScaleProxy.Capture.History;

/// <summary>What a column of an export holds.</summary>
internal enum ColumnRole
{
    /// <summary>Something that has no place in the archive: a comment, a waist.</summary>
    NotKept,

    /// <summary>The date, and the time where that has no column of its own.</summary>
    Date,

    /// <summary>The time of day.</summary>
    Time,

    /// <summary>A measured value.</summary>
    Value,

    /// <summary>A part of the weight in percent, whose measure type is in kg.</summary>
    PercentOfWeight,
}
