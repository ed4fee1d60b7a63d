namespace ScaleProxy.Model.Wire;

/// <summary>How the end of a message's body is told (RFC 9112 section 6.3).</summary>
public enum Framing
{
    /// <summary>No body follows the head.</summary>
    None,

    /// <summary>A <c>Content-Length</c> header counts the body's bytes.</summary>
    ContentLength,

    /// <summary><c>Transfer-Encoding: chunked</c>.</summary>
    Chunked,

    /// <summary>The body of a reply goes on until the sender closes.</summary>
    UntilClose,
}
