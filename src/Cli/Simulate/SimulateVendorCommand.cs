using System.CommandLine;
using System.Net;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Replay.Simulation.Answering;

namespace ScaleProxy.Cli.Simulate;

/// <summary><c>scaleproxy simulate vendor</c>: a vendor's server to learn from, or to fail on demand.</summary>
internal static class SimulateVendorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var listen = new Option<string>("--listen") { Description = "Where scales, or learn, reach it", HelpName = "ADDR:PORT", DefaultValueFactory = _ => "127.0.0.1:8080" };
        Option<KeyValuePair<string, string>[]> scales = ScaleSecret.ByScale("--scale", "A scale that it knows, once for each (default: that of the sample captures)");
        var offer = new Option<Uri?>("--firmware-offer")
        {
            Description = "Offer a firmware in each session; a real scale would try to install it",
            HelpName = "URL",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                {
                    return address;
                }

                result.AddError($"--firmware-offer: '{result.Tokens[0].Value}' is no address of a file; give one like http://fw.example/ws30.bin");
                return null;
            },
        };
        var fault = new Option<string>("--fault") { Description = $"What goes wrong: {string.Join(", ", VendorFaultText.Names)}", HelpName = "FAULT", DefaultValueFactory = _ => "none" };
        fault.AcceptOnlyFromAmong([.. VendorFaultText.Names]);
        Option<int> every = BoundedNumber.Option("--fault-every", "How often: with every Nth request", "N", 1, 1, int.MaxValue);
        var command = new Command("vendor", "Answer as a scale's vendor does: hashes checked, a token for each session, faults on demand (--json writes a line for each request)")
        {
            listen, scales, offer, fault, every,
        };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            IPEndPoint endPoint = ListenAddress.Read("--listen", line.GetValue(listen)!);
            var options = new VendorOptions
            {
                FirmwareOffer = line.GetValue(offer),
                Fault = VendorFaultText.Find(line.GetValue(fault)!) ?? VendorFault.None,
                FaultEvery = line.GetValue(every),
            };
            if (line.GetValue(scales) is { Length: > 0 } known)
            {
                options = options with { Secrets = known.ToDictionary(StringComparer.Ordinal) };
            }

            await RunAsync(settings, endPoint, options, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Settings settings, IPEndPoint endPoint, VendorOptions options, CancellationToken cancellation)
    {
        using var log = new StandardErrorLog(settings.Verbose);
        await using var vendor = new SimulatedVendor(endPoint, options, TimeProvider.System, settings.Json ? VendorReport.WriteJson : VendorReport.WriteLine, log);
        string address = await ListenFault.ExplainAsync(endPoint, () => vendor.StartAsync(cancellation));
        await Console.Error.WriteLineAsync($"listening on {address}");
        await Interruption.WaitAsync(cancellation);
        await vendor.StopAsync();
    }
}
