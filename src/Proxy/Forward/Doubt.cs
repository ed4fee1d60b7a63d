namespace ScaleProxy.Proxy.Forward;

/// <summary>Whether the vendor has something that was sent to it, as far as its reply to <c>session new</c> tells.</summary>
internal enum Doubt
{
    /// <summary>Its reply does not tell.</summary>
    Remains,

    /// <summary>It has it.</summary>
    HasIt,

    /// <summary>It does not have it.</summary>
    HasItNot,
}
