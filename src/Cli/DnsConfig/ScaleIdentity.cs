using System.Net;

namespace ScaleProxy.Cli.DnsConfig;

/// <summary>What a scale is known by in its network.</summary>
/// <param name="Address">Its address; or</param>
/// <param name="Mac">its MAC address.</param>
internal sealed record ScaleIdentity(IPAddress? Address, string? Mac);
