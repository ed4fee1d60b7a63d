using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Show;

/// <summary><c>scaleproxy devices</c>: the scales known.</summary>
internal static class DevicesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("devices", "The scales known");
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            IReadOnlyList<Profile> profiles = archive.Profiles();
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => WriteJson(json, profiles));
            }
            else
            {
                Print(profiles);
            }

            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Profile> profiles) =>
        Listing.Print(
            ["SCALE", "MODEL", "FIRMWARE", "BATTERY", "SECRET", "HANDSHAKES", "REPLIES", "LAST SEEN"],
            profiles.Select(profile => (IReadOnlyList<string>)
            [
                profile.Mac,
                ScaleModel.NameOf(profile.ManufacturerId) ?? "-",
                profile.Firmware ?? "-",
                profile.Battery is { } battery ? battery.ToString(CultureInfo.InvariantCulture) + " %" : "-",
                profile.Secret is null ? "unknown" : "known",
                profile.Handshakes.Count.ToString(CultureInfo.InvariantCulture),
                profile.Replies.Count.ToString(CultureInfo.InvariantCulture),
                MomentText.Of(profile.LastSeen),
            ]),
            "no scale is known yet; `scaleproxy import FILE` learns from a capture");

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Profile> profiles)
    {
        json.WriteStartArray();
        foreach (Profile profile in profiles)
        {
            json.WriteStartObject();
            DeviceJson.WriteMembers(json, profile);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
