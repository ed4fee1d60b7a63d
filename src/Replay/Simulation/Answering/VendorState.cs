using ScaleProxy.Model.Scale;
using ScaleProxy.Replay.Conversation;

namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What a simulated vendor remembers, for any number of connections at once.</summary>
/// <param name="people">The people of its one account.</param>
/// <param name="maxSessions">Sessions open at the same time.</param>
/// <param name="clock">The time, by which tokens expire.</param>
internal sealed class VendorState(IReadOnlyList<VendorPerson> people, int maxSessions, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly VendorPerson[] _people = [.. people];
    private int _requests;
    private int _stored;

    /// <summary>The tokens given and not used yet.</summary>
    public OnceLedger Onces { get; } = new(clock);

    /// <summary>The scale's address by the id of its session.</summary>
    public BoundedMap<string, string> Sessions { get; } = new(maxSessions);

    /// <summary>Measurements stored so far.</summary>
    public int Stored => Volatile.Read(ref _stored);

    /// <summary>The people as of now.</summary>
    public IReadOnlyList<VendorPerson> People
    {
        get
        {
            lock (_lock)
            {
                return [.. _people];
            }
        }
    }

    /// <summary>Counts a request.</summary>
    /// <returns>How many there were, this one included.</returns>
    public int CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Stores a measurement: it is counted, and a weight that is one person's becomes that person's last.</summary>
    public void Store(Measurement measurement)
    {
        Interlocked.Increment(ref _stored);
        if (measurement.UserIds is not [var id] || measurement.Find(MeasureType.Weight) is not { } weight)
        {
            return;
        }

        lock (_lock)
        {
            int index = Array.FindIndex(_people, person => person.Id == id);
            if (index >= 0 && measurement.TakenAt >= _people[index].WeighedAt)
            {
                _people[index] = _people[index] with { Weight = weight.ToDecimalText(), WeighedAt = measurement.TakenAt };
            }
        }
    }
}
