using System.CommandLine;
using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users list</c>: everybody known, those the vendor's replies named as well.</summary>
internal static class ListUsersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var all = new Option<bool>("--all") { Description = "Those who were removed as well" };
        var command = new Command("list", "Everybody known: those you entered or changed, and those that only the vendor's replies named") { all };
        command.SetAction(async (line, cancellation) =>
        {
            Settings settings = common.Read(line);
            await using ScaleArchive archive = OpenArchive.At(settings);
            Person[] people = [.. archive.People().All.Where(person => line.GetValue(all) || !person.IsRemoved)];
            if (settings.Json)
            {
                JsonDocumentWriter.Write(json => PersonJson.Write(json, archive, people));
            }
            else
            {
                PersonListing.Print(archive, people);
            }

            return 0;
        });
        return command;
    }
}
