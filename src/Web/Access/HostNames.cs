using System.Net;
using Microsoft.AspNetCore.Http;

namespace ScaleProxy.Web.Access;

/// <summary>
/// The names that the page answers to. A foreign page can have its own name point to us (DNS rebinding), and would then be
/// of our origin to the browser; but it cannot make the browser call it by another name. Addresses are no names, and safe.
/// </summary>
internal sealed class HostNames
{
    private const string Loopback = "localhost";
    private const string LoopbackSuffix = "." + Loopback;
    private const string MulticastSuffix = ".local";

    private readonly HashSet<string> _names;

    /// <param name="machine">This machine's name.</param>
    /// <param name="further">Names that the owner gave it elsewhere.</param>
    public HostNames(string machine, IEnumerable<string> further)
    {
        _names = new HashSet<string>(further.Select(static name => name.TrimEnd('.')), StringComparer.OrdinalIgnoreCase) { Loopback, machine, machine.Split('.')[0] + MulticastSuffix };
    }

    /// <summary>Whether the page answers to the name that a request calls it by.</summary>
    /// <param name="host">The request's <c>Host</c>.</param>
    public bool Has(HostString host)
    {
        string name = host.Host.TrimEnd('.');
        return IPAddress.TryParse(name, out _) || _names.Contains(name) || name.EndsWith(LoopbackSuffix, StringComparison.OrdinalIgnoreCase);
    }
}
