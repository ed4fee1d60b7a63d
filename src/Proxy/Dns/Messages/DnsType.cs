namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>Types of records, as far as we have to tell them apart (RFC 1035 3.2.2, RFC 3596, RFC 6891, RFC 9460).</summary>
internal enum DnsType : ushort
{
    None = 0,
    A = 1,
    Cname = 5,
    Aaaa = 28,
    Opt = 41,
    Https = 65,
    Ixfr = 251,
    Axfr = 252,
    Any = 255,
}
