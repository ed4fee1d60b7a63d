namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>What a reply says of the question (RFC 1035 4.1.1); <see cref="BadVersion"/> needs an OPT record (RFC 6891 6.1.3).</summary>
internal enum DnsCode
{
    Ok = 0,
    FormatError = 1,
    ServerFailure = 2,
    NoSuchName = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}
