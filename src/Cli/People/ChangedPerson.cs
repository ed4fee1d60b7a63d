using ScaleProxy.Archive;
using ScaleProxy.Archive.Export;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Model.People;

namespace ScaleProxy.Cli.People;

/// <summary>Stores somebody who was entered or changed, and shows them as they are now.</summary>
internal static class ChangedPerson
{
    /// <summary>Stores them.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="settings">How to show them.</param>
    /// <param name="person">Who.</param>
    /// <param name="merged">The number of somebody who is one with them from now on; null for nobody.</param>
    public static async Task StoreAsync(ScaleArchive archive, Settings settings, Person person, long? merged = null)
    {
        EntryOutcome outcome = await archive.WriteAsync(new ArchiveEntry { Person = person, MergedPersonId = merged }, CancellationToken.None);
        Person stored = archive.People().All.First(known => known.Id == outcome.PersonId);
        if (settings.Json)
        {
            JsonDocumentWriter.Write(json => PersonJson.Write(json, archive, stored));
        }
        else
        {
            PersonListing.Print(archive, [stored]);
        }
    }
}
