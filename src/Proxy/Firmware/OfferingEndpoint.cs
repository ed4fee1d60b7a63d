using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Firmware;

/// <summary>Tells the requests whose replies may offer firmware: all of a scale's but those that are known to have nothing of the kind.</summary>
internal static class OfferingEndpoint
{
    // Known from conversations seen to answer nothing that a scale would install.
    private static readonly byte[][] s_harmless =
        [.. new[] { "once", "measure", "v2/measure", "v2/weather", "maint", "association" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Whether the reply may offer firmware.</summary>
    /// <param name="target">What the request's start line asks for.</param>
    public static bool Is(ReadOnlySpan<byte> target)
    {
        if (!ScaleRequest.TryEndpointOf(target, out ReadOnlySpan<byte> endpoint))
        {
            return false;
        }

        foreach (byte[] harmless in s_harmless)
        {
            if (endpoint.SequenceEqual(harmless))
            {
                return false;
            }
        }

        return true;
    }
}
