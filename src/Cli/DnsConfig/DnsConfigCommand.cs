using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text.Json;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Dns.Config;

namespace ScaleProxy.Cli.DnsConfig;

/// <summary><c>scaleproxy dns-config</c>: what to put where, for those who have a name server already.</summary>
internal static class DnsConfigCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var format = new Option<string>("--format") { Description = "What is to be set up", Required = true };
        format.AcceptOnlyFromAmong([.. ConfigFormat.Names]);
        var answer = new Option<IPAddress>("--answer") { Description = "Where ScaleProxy listens: the address that the vendor's names get", HelpName = "IP", Required = true, CustomParser = ReadAnswer };
        var scale = new Option<ScaleIdentity?>("--scale") { Description = "The scale, so that the packets of no other are redirected", HelpName = "IP|MAC", CustomParser = ReadScale };
        var port = new Option<int>("--port") { Description = "The port ScaleProxy listens on there", HelpName = "N", DefaultValueFactory = _ => ConfigRequest.ScalePort };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > ushort.MaxValue)
            {
                result.AddError("--port: a port is between 1 and 65535");
            }
        });
        var command = new Command("dns-config", "Print what makes your name server, or your router, send the scale here") { format, answer, scale, port };
        command.SetAction(line =>
        {
            ScaleIdentity? identity = line.GetValue(scale);
            IReadOnlyList<ConfigPart> parts = ConfigFormat.Write(line.GetValue(format)!, new ConfigRequest
            {
                Answer = line.GetValue(answer)!,
                Port = line.GetValue(port),
                ScaleAddress = identity?.Address,
                ScaleMac = identity?.Mac,
            });
            if (common.Read(line).Json)
            {
                JsonDocumentWriter.Write(json => WriteJson(json, parts));
            }
            else
            {
                Print(parts);
            }

            return 0;
        });
        return command;
    }

    private static IPAddress? ReadAnswer(ArgumentResult result)
    {
        if (TryReadAddress(result.Tokens[0].Value, out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        result.AddError($"--answer: '{result.Tokens[0].Value}' is no address that a scale could call; give this machine's, like 192.168.1.10");
        return null;
    }

    private static ScaleIdentity? ReadScale(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (MacAddress.TryNormalize(text) is { } mac)
        {
            return new ScaleIdentity(Address: null, mac);
        }

        if (TryReadAddress(text, out IPAddress? address))
        {
            return new ScaleIdentity(address, Mac: null);
        }

        result.AddError($"--scale: '{text}' is neither an address like 192.168.1.50 nor a MAC address like 00:24:e4:a1:b2:c3");
        return null;
    }

    // Not the short forms, in which 80 is 0.0.0.80: here they are slips.
    private static bool TryReadAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3);

    private static void Print(IReadOnlyList<ConfigPart> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                Console.WriteLine();
            }

            Console.WriteLine(parts[i].Heading);
            foreach (string line in parts[i].Lines)
            {
                Console.WriteLine(line);
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<ConfigPart> parts)
    {
        json.WriteStartArray();
        foreach (ConfigPart part in parts)
        {
            json.WriteStartObject();
            json.WriteString("where", part.Where);
            json.WriteString("text", string.Concat(part.Lines.Select(line => line + "\n")));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
