namespace ScaleProxy.Proxy.Tls;

/// <summary>What the first bytes of a connection are.</summary>
internal enum HelloState
{
    /// <summary>It may become a client's hello; more bytes will tell.</summary>
    NeedsMore,

    /// <summary>A whole client's hello.</summary>
    Complete,

    /// <summary>No client's hello, whatever follows.</summary>
    NotTls,
}
