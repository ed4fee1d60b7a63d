namespace ScaleProxy.Archive.Engine;

/// <summary>What a column holds, besides nothing.</summary>
internal enum ColumnKind
{
    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}
