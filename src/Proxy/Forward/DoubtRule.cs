using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Forward;

/// <summary>
/// Looks for a measurement in the vendor's own words. In a session it says when each person last weighed themselves
/// (<c>cr</c>). Where that is the very moment of the measurement, it has it. Where it is that of the measurement before,
/// which it took from us, it keeps up with what it is sent, and has not got this one. Anything else tells nothing: a server
/// that never renews <c>cr</c> would be sent everything twice.
/// </summary>
internal static class DoubtRule
{
    /// <summary>Decides.</summary>
    /// <param name="measurements">What one request handed on; the vendor takes it whole or not at all.</param>
    /// <param name="lastWeighed">When a person last weighed themselves, as the vendor says; null where it does not.</param>
    /// <param name="newestSent">When a person's newest measurement was taken that the vendor has for certain; null where there is none.</param>
    public static Doubt Decide(IReadOnlyList<Measurement> measurements, Func<long, long?> lastWeighed, Func<long, long?> newestSent)
    {
        Doubt doubt = Doubt.Remains;
        foreach (Measurement measurement in measurements)
        {
            if (measurement.UserIds is not [long user] || lastWeighed(user) is not { } last)
            {
                continue;
            }

            if (last == measurement.TakenAt)
            {
                return Doubt.HasIt;
            }

            if (last < measurement.TakenAt && last == newestSent(user))
            {
                doubt = Doubt.HasItNot;
            }
        }

        return doubt;
    }
}
