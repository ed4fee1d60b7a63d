namespace ScaleProxy.Archive.Copying;

/// <summary>How far a copy is with one table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">Rows that are there, those of earlier attempts included.</param>
/// <param name="Of">Rows there will be.</param>
public readonly record struct CopyProgress(string Table, long Rows, long Of);
