namespace ScaleProxy.Archive.Engine;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
internal readonly record struct Column(string Name, ColumnKind Kind);
