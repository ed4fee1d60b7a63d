using System.Buffers;
using System.Globalization;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>What a <c>Host</c> header says (RFC 9112 section 3.2): a name or an address, and maybe a port.</summary>
/// <param name="Host">The name in the sender's case, or the address, an IPv6 one without its brackets.</param>
/// <param name="Port">The port it names, or else the scheme's.</param>
internal readonly record struct HostField(string Host, int Port)
{
    /// <summary>Letters of a host name at most (RFC 1035 section 2.3.4).</summary>
    private const int MaxHost = 255;

    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    private static readonly SearchValues<char> s_address = SearchValues.Create("abcdefABCDEF0123456789:.");

    /// <summary>Reads one.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="defaultPort">The port where it names none.</param>
    /// <param name="field">What it says.</param>
    /// <returns>False where it is no host.</returns>
    public static bool TryParse(string text, int defaultPort, out HostField field)
    {
        field = default;
        bool bracketed = text.StartsWith('[');
        int end = bracketed ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        end = end < 0 ? text.Length : end;
        ReadOnlySpan<char> host = bracketed && end > 2 ? text.AsSpan(1, end - 2) : text.AsSpan(0, end);
        ReadOnlySpan<char> rest = text.AsSpan(end);
        ushort port = (ushort)defaultPort;
        // A colon with nothing behind it means the scheme's port (RFC 3986 section 3.2.3).
        if (host.IsEmpty || host.Length > MaxHost || host.ContainsAnyExcept(bracketed ? s_address : s_name)
            || (rest.Length > 0 && rest[0] != ':')
            || (rest.Length > 1 && !ushort.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            || port == 0)
        {
            return false;
        }

        field = new HostField(host.ToString(), port);
        return true;
    }
}
