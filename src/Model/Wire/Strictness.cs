namespace ScaleProxy.Model.Wire;

/// <summary>How a <see cref="WireReader"/> takes what is not quite HTTP/1.1.</summary>
public enum Strictness
{
    /// <summary>For live connections: whatever two readers could understand differently is an error.</summary>
    Strict,

    /// <summary>
    /// For captures: lines may end in a bare LF (text saved by hand), values may be folded, and after something that
    /// cannot be read the reader goes on at the next start line. What is incomplete is kept and marked.
    /// </summary>
    Tolerant,
}
