using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>What a simulated scale does when it calls.</summary>
public sealed record ScalePlan
{
    /// <summary>Measurements that a scale can keep until it is heard: read from the firmware of a WS-30.</summary>
    public const int MaxQueued = 16;

    /// <summary>How many people step on, one after the other; 0 for a call that has no weight to hand on.</summary>
    public int People { get; init; } = 1;

    /// <summary>
    /// What they weigh, in their order, of type <see cref="MeasureType.Weight"/>; there are at least as many people. Who has
    /// none here weighs what the session says of them.
    /// </summary>
    public IReadOnlyList<MeasuredValue> Weights { get; init; } = [];

    /// <summary>Older measurements that wait on the scale, at most <see cref="MaxQueued"/>; an hour lies between them.</summary>
    public int Queued { get; init; }

    /// <summary>Uploads its maintenance data, its secret among it.</summary>
    public bool Maintenance { get; init; }

    /// <summary>Asks to be linked to an account.</summary>
    public bool Associate { get; init; }

    /// <summary>Proves itself with a hash that is not the right one.</summary>
    public bool WrongHash { get; init; }

    /// <summary>Opens a connection for each request, in place of one for all.</summary>
    public bool FreshConnections { get; init; }

    /// <summary>How long it waits for each reply.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
