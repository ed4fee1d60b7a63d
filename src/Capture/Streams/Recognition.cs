namespace ScaleProxy.Capture.Streams;

/// <summary>What the beginning of a connection says about whose it is.</summary>
internal enum Recognition
{
    /// <summary>There is too little of it yet.</summary>
    Undecided,

    /// <summary>It is a scale's, or what the options take besides.</summary>
    Taken,

    /// <summary>It is HTTP of somebody else.</summary>
    Other,

    /// <summary>It is no HTTP request.</summary>
    NotHttp,
}
