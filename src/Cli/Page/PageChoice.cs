using System.Net;

namespace ScaleProxy.Cli.Page;

/// <summary>What the command line says of the owner's page.</summary>
/// <param name="Listen">Where it is.</param>
/// <param name="IsGiven">The owner said where; else it is where it usually is, or nowhere.</param>
/// <param name="Hosts">Names beside this machine's own that it answers to.</param>
/// <param name="WeightsInMetrics">Prometheus is told people's last weights.</param>
internal sealed record PageChoice(IPEndPoint Listen, bool IsGiven, IReadOnlyList<string> Hosts, bool WeightsInMetrics);
