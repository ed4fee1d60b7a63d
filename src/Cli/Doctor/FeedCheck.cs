using ScaleProxy.Feeds.Configuration;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Can the feeds that are set be used? Nobody is connected to.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class FeedCheck(string folder) : ICheck
{
    /// <inheritdoc/>
    public string Name => "feeds";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation) => Task.FromResult(Look());

    private IReadOnlyList<Finding> Look()
    {
        string path = Path.Combine(folder, ConfigurationFile.Name);
        try
        {
            FeedConfiguration configuration = ConfigurationFile.Read(folder);
            string found = configuration.Count == 0
                ? $"none is set in {path}: weights go to nobody else"
                : $"{path} is right: {string.Join(", ", configuration.All.Select(feed => feed.Label))}";
            return [Finding.Ok(found), .. configuration.Warnings.Select(warning => Finding.Warn(warning, "do that, or keep the secret in a file of its own: {\"file\": \"PATH\"}"))];
        }
        catch (SettingsException e)
        {
            return [.. e.Faults.Select(fault => Finding.Bad($"{path}:{fault}", "`serve` and `learn` do not start until then"))];
        }
    }
}
