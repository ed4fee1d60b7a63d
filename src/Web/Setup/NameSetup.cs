using System.Net;
using System.Text.Json;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns.Config;
using ScaleProxy.Proxy.Upstream;

namespace ScaleProxy.Web.Setup;

/// <summary>How the owner's name server, or router, is brought to send the scale here: what <c>scaleproxy dns-config</c> prints.</summary>
/// <param name="page">What the page works with.</param>
internal sealed class NameSetup(PageServices page)
{
    // The one that most home routers have comes first.
    private const string Usual = "dnsmasq";

    private readonly LocalNetwork _network = new(page.Clock);

    /// <summary>Writes the vendor's names, this machine's address, and the lines for each kind of name server.</summary>
    public void Write(Utf8JsonWriter json)
    {
        IPEndPoint? scales = page.ScaleAddress is { } text && IPEndPoint.TryParse(text, out IPEndPoint? parsed) ? parsed : null;
        IPAddress? address = scales is null || LocalNetwork.IsForAll(scales.Address) || IPAddress.IsLoopback(scales.Address) ? _network.OwnAddress() : scales.Address;
        json.WriteStartObject();
        json.WriteStartArray("hostNames");
        foreach (string domain in VendorHosts.Known.Domains)
        {
            json.WriteStringValue(domain);
        }

        json.WriteEndArray();
        json.WriteString("address", address?.ToString());
        json.WriteStartArray("lines");
        if (address is not null)
        {
            WriteLines(json, new ConfigRequest { Answer = address, Port = scales?.Port ?? ConfigRequest.ScalePort, ScaleMac = OnlyScale() });
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter json, ConfigRequest request)
    {
        foreach (string format in ConfigFormat.Names.OrderBy(static name => name != Usual))
        {
            json.WriteStartObject();
            json.WriteString("router", format);
            json.WriteString("text", string.Join('\n', ConfigFormat.Write(format, request).Select(static part => string.Join('\n', part.Lines.Prepend(part.Heading)) + "\n")));
            json.WriteEndObject();
        }
    }

    // Of several, a rule must not name one.
    private string? OnlyScale() => page.Archive.Profiles() is [Profile only] ? only.Mac : null;
}
