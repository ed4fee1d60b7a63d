namespace ScaleProxy.Proxy.Tls;

/// <summary>
/// The local authority's files cannot be used. The message is one line for people: what, in which file, and how to mend it.
/// It never holds anything of the key.
/// </summary>
/// <param name="message">The line.</param>
/// <param name="inner">What it was noticed by.</param>
public sealed class AuthorityException(string message, Exception? inner = null) : IOException(message, inner);
