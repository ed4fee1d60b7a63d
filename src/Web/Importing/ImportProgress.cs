namespace ScaleProxy.Web.Importing;

/// <summary>How far an import is.</summary>
/// <param name="Bytes">Bytes read by now.</param>
/// <param name="Total">Bytes there are.</param>
public readonly record struct ImportProgress(long Bytes, long Total);
