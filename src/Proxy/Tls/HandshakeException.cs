namespace ScaleProxy.Proxy.Tls;

/// <summary>A TLS handshake did not come about.</summary>
/// <param name="message">Why, in one line.</param>
/// <param name="inner">What it was noticed by.</param>
internal sealed class HandshakeException(string message, Exception inner) : IOException(message, inner)
{
    /// <summary>Whether the client had been sent our certificate, so that it may have been that which it did not like.</summary>
    public bool CertificateSent { get; init; }
}
