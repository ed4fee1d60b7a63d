namespace ScaleProxy.Proxy.Dns.Messages;

/// <summary>The second word of a header, without opcode and code (RFC 1035 4.1.1, RFC 4035 3.1.6).</summary>
[Flags]
internal enum DnsFlags
{
    None = 0,
    CheckingDisabled = 0x0010,
    RecursionAvailable = 0x0080,
    RecursionDesired = 0x0100,
    Truncated = 0x0200,
    Authoritative = 0x0400,
    Reply = 0x8000,
}
