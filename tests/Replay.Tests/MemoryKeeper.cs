using System.Collections.Concurrent;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.People;
using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Tests;

/// <summary>An archive in memory, which can be made to fail, to die, or to take its time.</summary>
internal sealed class MemoryKeeper : IScaleKeeper
{
    private readonly Lock _lock = new();
    private readonly List<KeptTurn> _turns = [];
    private readonly ConcurrentDictionary<string, ScaleSession> _sessions = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<Profile> _profiles;
    private volatile IReadOnlyList<LastWeight> _weights = [];
    private volatile KnownPeople _people = KnownPeople.Nobody;

    public MemoryKeeper(params IReadOnlyList<Profile> profiles) => _profiles = profiles;

    /// <summary>The disk refuses what must be on it before a reply.</summary>
    public bool Fails { get; set; }

    /// <summary>Nothing is taken any more at all.</summary>
    public bool Dead { get; set; }

    /// <summary>Nothing can be read.</summary>
    public bool Unreadable { get; set; }

    /// <summary>Only what is known of scales can be read, as it is at hand.</summary>
    public bool Away { get; set; }

    /// <summary>Where tokens are for every process to see; null where one is alone.</summary>
    public ISharedOnces? SharedOnces { get; set; }

    /// <summary>What must be on disk before a reply is there when this completes.</summary>
    public TaskCompletionSource? Slow { get; set; }

    /// <summary>Completes when something that must be on disk before a reply was handed over.</summary>
    public TaskCompletionSource HandedOver { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every turn kept so far.</summary>
    public IReadOnlyList<KeptTurn> Turns
    {
        get
        {
            lock (_lock)
            {
                return [.. _turns];
            }
        }
    }

    public IReadOnlyList<KeptExchange> Exchanges => [.. Turns.SelectMany(turn => turn.Exchanges)];

    /// <summary>The requests kept, each as text.</summary>
    public IReadOnlyList<string> Requests => [.. Exchanges.Select(exchange => Text.Of(exchange.Request))];

    public IReadOnlyList<Measurement> Measurements => [.. Turns.SelectMany(turn => turn.Measurements)];

    public (IReadOnlyList<Profile> Profiles, KnownPeople People) Known() => Unreadable ? throw new KeepException("the archive cannot be read") : (_profiles, _people);

    /// <summary>As another process does that imports a capture.</summary>
    public void Learn(params IReadOnlyList<Profile> profiles) => _profiles = profiles;

    /// <summary>As another process does that serves from the same archive.</summary>
    public void Open(ScaleSession session) => _sessions[session.Id] = session;

    /// <summary>As <c>users edit</c> does beside us.</summary>
    public void Edit(params IReadOnlyList<Person> people) => _people = new KnownPeople(people, [], []);

    public void Weigh(params IReadOnlyList<LastWeight> weights) => _weights = weights;

    public ScaleSession? FindSession(string id) => Away ? throw new KeepException("the server is away") : _sessions.GetValueOrDefault(id);

    public IReadOnlyList<LastWeight> LastWeights(Profile profile) => Away ? throw new KeepException("the server is away") : _weights;

    public IKeptConnection Begin(string client, string server) => new Connection(this);

    private void Take(KeptTurn turn)
    {
        lock (_lock)
        {
            _turns.Add(turn);
        }

        if (turn.Opened is { } opened)
        {
            Open(opened);
        }

        if (turn.Closed is { } closed)
        {
            _sessions.TryRemove(closed, out _);
        }

        if (turn.Learned is { } learned)
        {
            Learn([.. _profiles.Where(profile => profile.Mac != learned.Mac), learned]);
        }
    }

    private sealed class Connection(MemoryKeeper keeper) : IKeptConnection
    {
        public async ValueTask KeepAsync(KeptTurn turn)
        {
            keeper.HandedOver.TrySetResult();
            if (keeper.Slow is { } slow)
            {
                await slow.Task;
            }

            if (keeper.Fails || keeper.Dead)
            {
                throw new KeepException("the disk is full");
            }

            keeper.Take(turn);
        }

        public ValueTask PostAsync(KeptTurn turn)
        {
            if (keeper.Dead)
            {
                throw new KeepException("the writer has ended");
            }

            keeper.Take(turn);
            return ValueTask.CompletedTask;
        }
    }
}
