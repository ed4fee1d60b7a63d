using ScaleProxy.Archive;
using ScaleProxy.Cli.Learn;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Cli.Forward;

/// <summary>Learns on from what the vendor answers while <c>serve</c> relays to it, for any number of threads.</summary>
/// <param name="archive">What is known already.</param>
/// <param name="log">Who is told of what was not understood.</param>
internal sealed class RelayLearner(ScaleArchive archive, LearnLog log)
{
    private readonly Lock _lock = new();
    private readonly ExchangeLearner _learner = new(archive, log);

    /// <summary>Learns from an exchange that the vendor answered.</summary>
    /// <param name="client">The scale's address and port.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="all">Also what can wait for the end of the conversation is to be stored now.</param>
    /// <returns>What is to be stored with it.</returns>
    public ExchangeLearner.Studied Learn(string client, Exchange exchange, bool all)
    {
        lock (_lock)
        {
            return _learner.Study(client, exchange, all);
        }
    }

    /// <summary>A turn could not be stored: what was learned with it is given out again with the next.</summary>
    /// <param name="profile">The turn's.</param>
    public void NotStored(Profile? profile)
    {
        lock (_lock)
        {
            _learner.NotStored(profile);
        }
    }
}
