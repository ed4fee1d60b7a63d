namespace ScaleProxy.Model.Wire;

/// <summary>Where the parts of a head are and what it says of the body, as <see cref="HeadParser"/> found them.</summary>
internal readonly record struct HeadShape(
    int Length,
    int StartLineLength,
    int HeadersAt,
    Framing Framing,
    long ContentLength,
    bool ExpectsContinue,
    bool KeepsAlive,
    bool IsEncoded,
    int StatusCode);
