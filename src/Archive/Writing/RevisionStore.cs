using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Writing;

/// <summary>Counts changes of scales and people, so that every process that has the archive open notices them.</summary>
/// <param name="database">The connection that writes.</param>
internal sealed class RevisionStore(Database database) : IDisposable
{
    private readonly Statement _count = database.Prepare("UPDATE revision SET value = value + 1 WHERE name = 'profiles'");

    /// <summary>Something changed.</summary>
    public void Count() => _count.Run();

    /// <inheritdoc/>
    public void Dispose() => _count.Dispose();
}
