using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Profiles;

/// <summary><c>scaleproxy profile import</c>: take in what was learned elsewhere. A running <c>serve</c> answers with it at once.</summary>
internal static class ProfileImportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        Argument<string[]> files = FileArgument.Create("What `profile export --whole` wrote");
        var command = new Command("import", "Take in what another machine learned, as if it had been learned here; where one file is wrong, nothing is taken of any") { files };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            string[] paths = line.GetValue(files)!;
            Profile[] profiles = [.. paths.Select(ReadWhole)];
            await using ScaleArchive archive = OpenArchive.At(settings);
            TakenProfile[] taken = new TakenProfile[paths.Length];
            for (int i = 0; i < paths.Length; i++)
            {
                taken[i] = await TakenProfile.TakeAsync(archive, profiles[i]);
            }

            if (settings.Json)
            {
                WriteJson(paths, taken);
            }
            else
            {
                Print(paths, taken);
            }

            return 0;
        });
        return command;
    }

    private static Profile ReadWhole(string path) => ProfileFileReader.Read(path) is (var profile, Whole: true)
        ? profile
        : throw new UserException($"{path}: exported without --whole, so it is no scale's; export it with --whole, or make a profile like it with `scaleproxy profile create MAC --like {path} --secret-stdin`");

    private static void Print(string[] paths, TakenProfile[] taken)
    {
        for (int i = 0; i < paths.Length; i++)
        {
            TakenProfile scale = taken[i];
            string secret = scale.Secret ? ", its secret" : string.Empty;
            string news = scale.IsNews ? $"took {LearnedText.Replies(scale.Replies)}, {Plural.Of(scale.Handshakes, "handshake")}{secret}" : "nothing that was not known";
            Console.WriteLine($"{paths[i]}: {news}; now {LearnedText.Of(scale.Profile)}");
            foreach (string missing in scale.Profile.Missing())
            {
                Console.WriteLine($"  missing: {missing}");
            }
        }
    }

    private static void WriteJson(string[] paths, TakenProfile[] taken) => JsonDocumentWriter.Write(json =>
    {
        json.WriteStartArray();
        for (int i = 0; i < paths.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("path", paths[i]);
            json.WriteString("mac", taken[i].Profile.Mac);
            json.WriteNumber("replies", taken[i].Replies);
            json.WriteNumber("handshakes", taken[i].Handshakes);
            json.WriteBoolean("secret", taken[i].Secret);
            json.WriteBoolean("changed", taken[i].IsNews);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
