using System.CommandLine;
using System.Net;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Simulation;
using ScaleProxy.Replay.Simulation.Calling;

namespace ScaleProxy.Cli.Simulate;

/// <summary><c>scaleproxy simulate scale</c>: a scale that calls whoever is to answer it, and is as choosy as a real one.</summary>
internal static class SimulateScaleCommand
{
    private const int MaxSeconds = 7 * 24 * 3600;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var server = new Argument<string>("HOST[:PORT]") { Description = "Who is to answer; scales call port 80" };
        var model = new Option<string>("--model") { Description = "How it writes what it measured: wbs01, ws30 or ws50", HelpName = "MODEL", DefaultValueFactory = _ => "ws30" };
        model.AcceptOnlyFromAmong("wbs01", "ws30", "ws50");
        var mac = new Option<string?>("--mac") { Description = "Its address (default: the scale of the sample captures)", HelpName = "MAC" };
        Option<string?> secret = ScaleSecret.Option("--secret", "Its secret, 16 characters (default: that of the sample captures)");
        Option<int> users = BoundedNumber.Option("--users", "How many people step on, one after the other", "N", 1, 0, ScaleLimits.Users);
        Option<MeasuredValue[]> weight = WeightOption.Create("--weight", "What they weigh, once for each in their order (default: what the session says of each)");
        Option<int> queued = BoundedNumber.Option("--queued", "Older measurements that wait on the scale", "N", 0, 0, ScalePlan.MaxQueued);
        var maintenance = new Option<bool>("--maintenance") { Description = "Upload its state, secret and all" };
        var associate = new Option<bool>("--associate") { Description = "Ask to be linked to an account" };
        var fresh = new Option<bool>("--fresh-connections") { Description = "A connection for each request, in place of one for all" };
        var wrongHash = new Option<bool>("--wrong-hash") { Description = "Prove itself wrongly; whoever answers should refuse it" };
        Option<int> timeout = BoundedNumber.Option("--timeout", "How long it waits for each reply", "SECONDS", 10, 1, MaxSeconds);
        Option<int?> count = BoundedNumber.Optional("--count", "How often it calls (default: once; with --interval, until it is stopped)", "N", 1, int.MaxValue);
        Option<int?> interval = BoundedNumber.Optional("--interval", "How long it waits between two calls", "SECONDS", 0, MaxSeconds);
        var command = new Command("scale", "Call as a scale does, and take nothing that a scale would not: exit status 0 where every reply was right")
        {
            server, model, mac, secret, users, weight, queued, maintenance, associate, fresh, wrongHash, timeout, count, interval,
        };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            EndPoint address = ServerAddress.Read("HOST[:PORT]", line.GetValue(server)!);
            ScaleIdentity identity = ScaleIdentity.Sample with
            {
                Mac = MacArgument.Read("--mac", line.GetValue(mac)) ?? ScaleIdentity.Sample.Mac,
                Secret = line.GetValue(secret) ?? ScaleIdentity.Sample.Secret,
                Model = ModelOf(line.GetValue(model)!),
            };
            var plan = new ScalePlan
            {
                People = line.GetValue(users),
                Weights = line.GetValue(weight) ?? [],
                Queued = line.GetValue(queued),
                Maintenance = line.GetValue(maintenance),
                Associate = line.GetValue(associate),
                FreshConnections = line.GetValue(fresh),
                WrongHash = line.GetValue(wrongHash),
                Patience = TimeSpan.FromSeconds(line.GetValue(timeout)),
            };
            int? pause = line.GetValue(interval);
            int? calls = line.GetValue(count) ?? (pause is null ? 1 : null);
            if (settings.Json && calls is null)
            {
                throw new UserException("--json writes one document when all is done; say with --count when that is");
            }

            var report = new ScaleReport(identity, settings.Json);
            await RunAsync(new SimulatedScale(identity, TimeProvider.System, report.Add), address, plan, calls, TimeSpan.FromSeconds(pause ?? 0), report, cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(SimulatedScale scale, EndPoint address, ScalePlan plan, int? calls, TimeSpan pause, ScaleReport report, CancellationToken cancellation)
    {
        try
        {
            for (int call = 1; ; call++)
            {
                report.BeginCall(call);
                await scale.CallAsync(address, plan, cancellation);
                if (call == calls)
                {
                    break;
                }

                await Task.Delay(pause, TimeProvider.System, cancellation);
            }
        }
        catch (SimulationException e)
        {
            report.End(e.Message);
            throw new UserException("the scale is not content: " + e.Message);
        }
        catch (OperationCanceledException) when (calls is null)
        {
            // To be stopped is how this ends.
        }

        report.End(null);
    }

    private static SimulatedModel ModelOf(string name) => name switch
    {
        "wbs01" => SimulatedModel.Wbs01,
        "ws50" => SimulatedModel.Ws50,
        _ => SimulatedModel.Ws30,
    };
}
