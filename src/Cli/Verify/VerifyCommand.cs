using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Forward;
using ScaleProxy.Cli.Serve;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;
using ScaleProxy.Proxy.Forward;
using ScaleProxy.Replay.Conversation;
using ScaleProxy.Replay.Rehearsing;

namespace ScaleProxy.Cli.Verify;

/// <summary><c>scaleproxy verify</c>: ask what was learned again, and show where the answer differs.</summary>
internal static class VerifyCommand
{
    private const string Vendor = "vendor";
    private const string Ourselves = "serve";
    private const int Differs = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var against = new Option<string?>("--against")
        {
            Description = "vendor: ask the vendor, as each scale whose secret is known (no weight is sent); or one scale's address, to look at that one alone",
            HelpName = "vendor|MAC",
        };
        Option<string?> timezone = OwnerTimeZone.Option();
        var sender = new SenderCommandLine();
        var command = new Command("verify", "Ask every learned request again, and show field by field where the reply differs from the learned one, and by which rule (status 1 where there is none)") { against, timezone };
        sender.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            bool ofVendor = line.GetValue(against) == Vendor;
            await using ScaleArchive archive = OpenArchive.At(settings);
            IReadOnlyList<Profile> profiles = ProfilesOf(archive, ofVendor ? null : MacOf(line.GetValue(against)), ofVendor);
            using var log = new StandardErrorLog(settings.Verbose);
            VendorServer? vendor = ofVendor
                ? new VendorServer(new VendorServerOptions { Upstream = sender.Read(line).Upstream }, sender.Resolver(line), TimeProvider.System, log)
                : null;
            var options = new ServeOptions { TimeZone = OwnerTimeZone.Read(line.GetValue(timezone)) };
            var verified = new List<(string Mac, IReadOnlyList<VerifiedReply> Replies)>();
            foreach (Profile profile in profiles)
            {
                verified.Add((profile.Mac, await (vendor is null ? AskOurselvesAsync(archive, profile, options) : AskVendorAsync(archive, profile, vendor))));
            }

            Tell(settings, verified, ofVendor ? Vendor : Ourselves);
            return verified.Exists(scale => scale.Replies.Any(reply => reply.Unexplained.Count > 0)) ? Differs : 0;
        });
        return command;
    }

    private static string? MacOf(string? against) =>
        against is null ? null
        : MacAddress.TryNormalize(against) ?? throw new UserException($"--against: '{against}' is neither `vendor` nor a MAC address, like 00:24:e4:a1:b2:c3");

    private static void Tell(Settings settings, List<(string Mac, IReadOnlyList<VerifiedReply> Replies)> verified, string against)
    {
        if (!settings.Json)
        {
            verified.ForEach(scale => VerifyReport.Print(scale.Mac, against, scale.Replies));
            return;
        }

        JsonDocumentWriter.Write(json =>
        {
            json.WriteStartArray();
            verified.ForEach(scale => VerifyReport.Write(json, scale.Mac, against, scale.Replies));
            json.WriteEndArray();
        });
    }

    private static List<Profile> ProfilesOf(ScaleArchive archive, string? mac, bool ofVendor)
    {
        if (mac is not null)
        {
            return [archive.FindProfile(mac) ?? throw new UserException($"no scale {mac} is known; `scaleproxy devices` shows which are")];
        }

        IReadOnlyList<Profile> profiles = archive.Profiles();
        List<Profile> askable = [.. profiles.Where(profile => profile.Replies.Count > 0 && (!ofVendor || profile.Secret is not null))];
        return askable.Count > 0 ? askable
            : profiles.Count == 0 ? throw new UserException("no scale is known yet; `scaleproxy import FILE` learns from a capture")
            : throw new UserException("the vendor can be asked only as a scale whose secret is known; import a capture with a maintenance upload, which shows it");
    }

    private static async Task<IReadOnlyList<VerifiedReply>> AskOurselvesAsync(ScaleArchive archive, Profile profile, ServeOptions options)
    {
        using var rehearsal = new Rehearsal(profile, archive.LastWeights(profile.UserIds()), options, TimeProvider.System);
        return await new Verification(profile, againstVendor: false).RunAsync(LearnedRequests.Of(archive, profile), rehearsal.AskAsync);
    }

    private static async Task<IReadOnlyList<VerifiedReply>> AskVendorAsync(ScaleArchive archive, Profile profile, VendorServer vendor)
    {
        using VendorLine line = vendor.Open(profile.Mac);
        try
        {
            return await new Verification(profile, againstVendor: true).RunAsync(LearnedRequests.Of(archive, profile), async request => (await line.AskAsync(request)).Message);
        }
        catch (VendorUnavailableException e)
        {
            throw new UserException($"the vendor does not answer: {e.Message}");
        }
    }
}
