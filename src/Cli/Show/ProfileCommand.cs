using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Cli.Profiles;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy profile</c>: what was learned of a scale.</summary>
internal static class ProfileCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("profile", "What was learned of a scale");
        command.Subcommands.Add(CreateShow(common));
        command.Subcommands.Add(ProfileExportCommand.Create(common));
        command.Subcommands.Add(ProfileImportCommand.Create(common));
        command.Subcommands.Add(ProfileCreateCommand.Create(common));
        command.Subcommands.Add(ProfileForgetCommand.Create(common));
        return command;
    }

    private static Command CreateShow(CommonOptions common)
    {
        var mac = new Argument<string?>("MAC") { Description = "The scale; may be left out where only one is known", Arity = ArgumentArity.ZeroOrOne };
        var whole = new Option<bool>("--whole") { Description = "Show the scale's secret as well" };
        var command = new Command("show", "Explain what was learned, field by field: what is sent as learned, and what is renewed by which rule") { mac, whole };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            Profile profile = Find(archive, MacArgument.Read("MAC", line.GetValue(mac)));
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => ProfileJson.Write(json, profile, line.GetValue(whole)));
            }
            else
            {
                ProfileText.Print(Console.Out, profile, line.GetValue(whole));
            }

            return 0;
        });
        return command;
    }

    /// <summary>The scale that is meant.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="mac">Its address; null for the only one known.</param>
    /// <exception cref="UserException">There is none, or several may be meant.</exception>
    public static Profile Find(ScaleArchive archive, string? mac)
    {
        if (mac is not null)
        {
            return archive.FindProfile(mac) ?? throw new UserException($"no scale {mac} is known; `scaleproxy devices` shows which are");
        }

        IReadOnlyList<Profile> profiles = archive.Profiles();
        return profiles.Count switch
        {
            1 => profiles[0],
            0 => throw new UserException("no scale is known yet; `scaleproxy import FILE` learns from a capture"),
            _ => throw new UserException($"{profiles.Count} scales are known; name one: {string.Join(", ", profiles.Select(profile => profile.Mac))}"),
        };
    }
}
