namespace ScaleProxy.Capture;

/// <summary>What happens to a conversation.</summary>
internal enum HappeningKind
{
    /// <summary>Bytes of one side come.</summary>
    Bytes,

    /// <summary>Bytes of one side are missing.</summary>
    Loss,

    /// <summary>One side sends no more.</summary>
    End,

    /// <summary>Nothing more comes.</summary>
    Close,
}
