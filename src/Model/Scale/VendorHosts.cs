using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>The host names that are the vendor's: three domains with all that lies under them, and what the owner adds.</summary>
public sealed class VendorHosts
{
    private static readonly string[] s_domains = ["withings.net", "withings.com", "health.nokia.com"];

    private readonly byte[][] _domains;

    /// <summary>The vendor's names, and others.</summary>
    /// <param name="more">Further domains, each with all that lies under it; a dot before or after is of no account.</param>
    public VendorHosts(IEnumerable<string> more)
    {
        Domains = [.. s_domains.Concat(more.Select(host => host.Trim().Trim('.')))];
        _domains = [.. Domains.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>The vendor's names alone.</summary>
    public static VendorHosts Known { get; } = new([]);

    /// <summary>The domains, each of which stands for all that lies under it too.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>Whether a host is one of these, or lies under one. Case and a closing dot do not matter.</summary>
    /// <param name="host">A host name, with or without a port.</param>
    public bool Contains(ReadOnlySpan<byte> host)
    {
        int port = host.LastIndexOf((byte)':');
        host = (port < 0 ? host : host[..port]).TrimEnd((byte)'.');
        foreach (byte[] known in _domains)
        {
            if (host.Length >= known.Length
                && Ascii.EqualsIgnoreCase(host[^known.Length..], known)
                && (host.Length == known.Length || host[^(known.Length + 1)] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Contains(ReadOnlySpan{byte})"/>
    public bool Contains(string host) => Contains(Encoding.ASCII.GetBytes(host));
}
