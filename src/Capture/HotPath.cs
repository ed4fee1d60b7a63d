using System.Runtime.CompilerServices;

namespace ScaleProxy.Capture;

/// <summary>
/// How methods that run once a packet are compiled: fully, at once. The runtime would begin with slow code and watch it
/// first; a capture of 1 GB is read before that pays (2.1 s that way, 0.9 s this way, where tcpdump takes 0.8 s).
/// </summary>
internal static class HotPath
{
    public const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}
