using ScaleProxy.Archive;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Can the server that keeps the archive be reached, and does it let us in?</summary>
/// <param name="name">What people call it.</param>
/// <param name="open">Opens the archive.</param>
internal sealed class ServerArchiveCheck(string name, Func<ScaleArchive> open) : ICheck
{
    /// <inheritdoc/>
    public string Name => "archive";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await using ScaleArchive archive = await Task.Run(open, cancellation);
            return [Finding.Ok($"{name} answers, and lets us write")];
        }
        catch (ArchiveException e)
        {
            return [Finding.Bad(e.Message, "nothing can be archived until then, and scales keep their weights")];
        }
    }
}
