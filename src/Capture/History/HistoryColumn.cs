namespace ScaleProxy.Capture.History;

/// <summary>A column of an export.</summary>
/// <param name="Heading">Its heading, as it stands there.</param>
/// <param name="Role">What it holds.</param>
/// <param name="Type">The measure type of its values; 0 where it has none.</param>
/// <param name="Unit">What its numbers are in.</param>
internal readonly record struct HistoryColumn(string Heading, ColumnRole Role, int Type, ColumnUnit Unit);
