using Microsoft.Extensions.Logging;
using ScaleProxy.Archive;
using ScaleProxy.Cli.CommandLine;
using ScaleProxy.Feeds;
using ScaleProxy.Feeds.Configuration;

namespace ScaleProxy.Cli.Feeding;

/// <summary>The feeds that the owner has set in the data folder, for <c>serve</c> and <c>learn</c>.</summary>
internal static class OwnersFeeds
{
    /// <summary>Reads what is set, and tells what had better be mended.</summary>
    /// <param name="settings">Which data folder.</param>
    /// <exception cref="UserException">Something there has to be mended; the message has a line for each fault.</exception>
    public static FeedConfiguration Read(Settings settings)
    {
        FeedConfiguration configuration = Parse(settings);
        foreach (string warning in configuration.Warnings)
        {
            Console.Error.WriteLine("warning: " + warning);
        }

        return configuration;
    }

    /// <summary>Makes the feeds ready; none of them connects before it is started.</summary>
    /// <param name="configuration">What is set.</param>
    /// <param name="archive">What to feed from.</param>
    /// <param name="loggers">Where to tell what happens.</param>
    public static Task<FeedTasks> OpenAsync(FeedConfiguration configuration, ScaleArchive archive, ILoggerFactory loggers) =>
        FeedTasks.OpenAsync(configuration, archive, TimeProvider.System, loggers);

    private static FeedConfiguration Parse(Settings settings)
    {
        try
        {
            return ConfigurationFile.Read(settings.DataFolder);
        }
        catch (SettingsException e)
        {
            throw new UserException(e.Message);
        }
    }
}
