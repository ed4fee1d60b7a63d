using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Profiles;

/// <summary><c>scaleproxy profile forget</c>: delete what was learned of a scale. Its measurements stay.</summary>
internal static class ProfileForgetCommand
{
    private const int WrongCommandLine = 2;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var mac = new Argument<string>("MAC") { Description = "The scale" };
        var recordings = new Option<bool>("--recordings") { Description = "Its recordings as well; not while serve or learn runs" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("forget", "Delete what was learned of a scale: its secret, handshakes and replies. Its measurements stay") { mac, recordings, yes };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            string scale = MacArgument.Read("MAC", line.GetValue(mac))!;
            bool withRecordings = line.GetValue(recordings);
            Profile? profile = archive.FindProfile(scale);
            int recorded = archive.NewestRecordings(scale, int.MaxValue).Count;
            if (profile is null && !(withRecordings && recorded > 0))
            {
                throw new UserException($"no scale {scale} is known; `scaleproxy devices` shows which are");
            }

            using ArchiveLease? lease = withRecordings ? archive.TakeServeLease("scaleproxy profile forget") : null;
            string what = (profile is null ? scale : LearnedText.Of(profile)) + (withRecordings ? $", and {Plural.Of(recorded, "recording")}" : string.Empty);
            if (!line.GetValue(yes) && await AskAsync(what) is { } status)
            {
                return status;
            }

            await archive.WriteAsync(new ArchiveEntry { Forgotten = new ForgottenScale(scale, withRecordings) }, CancellationToken.None);
            if (settings.Json)
            {
                WriteJson(scale, withRecordings ? recorded : 0);
            }
            else
            {
                Console.WriteLine($"forgot {what}; its measurements stay");
                Console.Write(withRecordings || recorded == 0 ? string.Empty : $"  kept: {Plural.Of(recorded, "recording")}, which `scaleproxy decode` would learn from again; --recordings deletes them too\n");
            }

            return 0;
        });
        return command;
    }

    private static void WriteJson(string mac, int recordings) => JsonDocumentWriter.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("mac", mac);
        json.WriteNumber("recordings", recordings);
        json.WriteEndObject();
    });

    // The exit status where it is not to be done; null where it is.
    private static async Task<int?> AskAsync(string what)
    {
        if (Console.IsInputRedirected)
        {
            await Console.Error.WriteLineAsync("scaleproxy: profile forget: there is nobody to ask; say --yes");
            return WrongCommandLine;
        }

        await Console.Error.WriteAsync($"forget {what}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes" ? null : throw new UserException("nothing was forgotten");
    }
}
