namespace ScaleProxy.Proxy.Dns;

/// <summary>What becomes of a message that came in.</summary>
internal enum DnsVerdict
{
    /// <summary>It is no question; whoever sent it hears nothing.</summary>
    Drop,

    /// <summary>It is for one of the vendor's names, and the reply is written.</summary>
    Answer,

    /// <summary>It is refused, or could not be understood, and the reply that says so is written.</summary>
    Refuse,

    /// <summary>The resolver is to be asked.</summary>
    PassOn,
}
