namespace ScaleProxy.Web.Files;

/// <summary>A file of the page.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What kind it is.</param>
/// <param name="Tag">Its ETag: another one for other bytes.</param>
internal sealed record PageFile(ReadOnlyMemory<byte> Content, string ContentType, string Tag);
