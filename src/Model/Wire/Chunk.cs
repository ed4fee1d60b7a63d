namespace ScaleProxy.Model.Wire;

/// <summary>One chunk of a chunked body; the last one, of size 0, is not counted among a message's chunks.</summary>
/// <param name="Size">The bytes of data in it.</param>
/// <param name="SizeLine">The size as it was written, with its extension, without the line's end: <c>122</c>, <c>00C;a=b</c>.</param>
public readonly record struct Chunk(int Size, string SizeLine);
