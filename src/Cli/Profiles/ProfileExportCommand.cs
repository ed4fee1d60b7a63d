using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Export;
using ScaleProxy.Cli.Show;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Profiles;

/// <summary><c>scaleproxy profile export</c>: what was learned of a scale as a document, for another machine or for others to look at.</summary>
internal static class ProfileExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var mac = new Argument<string?>("MAC") { Description = "The scale; may be left out where only one is known", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output") { Description = "Write to this file (default: standard output)", HelpName = "FILE" };
        var whole = new Option<bool>("--whole") { Description = "With the scale's secret, handshakes, address and people, so that `profile import` can take it in: keep such a file to yourself" };
        var command = new Command("export", "One JSON document with what was learned, redacted unless --whole is given") { mac, output, whole };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            Profile profile = ProfileCommand.Find(archive, MacArgument.Read("MAC", line.GetValue(mac)));
            bool asItIs = line.GetValue(whole);
            string? file = line.GetValue(output);
            await using (Stream stream = OutputFile.Open(file))
            {
                JsonDocumentWriter.Write(stream, json => ProfileFile.Write(json, asItIs ? profile : ProfileFile.Redacted(profile), asItIs));
            }

            string wrote = file is null ? string.Empty : $"wrote {file}: ";
            if (!asItIs)
            {
                await Console.Error.WriteLineAsync(wrote + "without the scale's secret, handshakes, address and people, so `profile import` does not take it; --whole leaves them in");
            }
            else if (file is not null)
            {
                await Console.Error.WriteLineAsync(wrote + LearnedText.Of(profile));
            }

            return 0;
        });
        return command;
    }
}
