using ScaleProxy.Archive;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Cli.Serve;

/// <summary>
/// People's newest weights, at hand without asking the archive for each session. What this process archives is among
/// them at once; what another one does, so much later as <paramref name="holdFor"/>. It holds as many as the
/// scales are told of.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="holdFor">How old an answer of the archive may be.</param>
internal sealed class NewestWeights(TimeProvider clock, TimeSpan holdFor)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Held> _held = [];
    private long _archived;

    // Without a weight where the person has none.
    private readonly record struct Held(LastWeight? Weight, long ReadAt);

    /// <summary>The newest weights of some people; of those who have none, nothing.</summary>
    /// <param name="users">Who.</param>
    /// <param name="read">Asks the archive.</param>
    public IReadOnlyList<LastWeight> Of(long[] users, Func<long[], IReadOnlyList<LastWeight>> read)
    {
        long before;
        lock (_lock)
        {
            if (TryGetHeld(users) is { } held)
            {
                return held;
            }

            before = _archived;
        }

        long readAt = clock.GetTimestamp();
        IReadOnlyList<LastWeight> weights = read(users);
        lock (_lock)
        {
            // What was archived while we read may be missing from what we read.
            if (before == _archived)
            {
                Hold(users, weights, readAt);
            }
        }

        return weights;
    }

    /// <summary>Takes in what is on disk now.</summary>
    public void Archived(IReadOnlyList<ArchivedMeasurement> measurements)
    {
        lock (_lock)
        {
            _archived++;
            for (int i = 0; i < measurements.Count; i++)
            {
                Measurement measurement = measurements[i].Measurement;
                if (measurement.OnlyUserId is not { } user)
                {
                    // Whose it is was found out in the archive.
                    _held.Clear();
                }
                else if (measurement.Find(MeasureType.Weight) is { } weight
                    && measurement.HasPlausibleTime(measurements[i].ReceivedAt)
                    && _held.TryGetValue(user, out Held held) && !(held.Weight?.TakenAt > measurement.TakenAt))
                {
                    _held[user] = held with { Weight = new LastWeight(user, weight, measurement.TakenAt) };
                }
            }
        }
    }

    private List<LastWeight>? TryGetHeld(long[] users)
    {
        var weights = new List<LastWeight>(users.Length);
        foreach (long user in users)
        {
            if (!_held.TryGetValue(user, out Held held) || clock.GetElapsedTime(held.ReadAt) >= holdFor)
            {
                return null;
            }

            if (held.Weight is { } weight)
            {
                weights.Add(weight);
            }
        }

        return weights;
    }

    private void Hold(long[] users, IReadOnlyList<LastWeight> weights, long readAt)
    {
        foreach (long user in users)
        {
            _held[user] = new Held(null, readAt);
        }

        foreach (LastWeight weight in weights)
        {
            _held[weight.UserId] = new Held(weight, readAt);
        }
    }
}
