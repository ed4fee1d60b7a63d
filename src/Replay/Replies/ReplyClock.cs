using System.Globalization;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Replies;

/// <summary>
/// What replies say of the time, without working it out anew for each: the <c>Date</c> header changes once a second, the
/// time zone's fields with the next change of the offset.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="zone">The owner's time zone.</param>
internal sealed class ReplyClock(TimeProvider clock, TimeZoneInfo zone)
{
    // A change of the zone's offset comes into sight a year ahead; an hour late does no harm.
    private const long ZoneHoldsFor = 3600;

    private Second _second = new(long.MinValue, []);
    private Zone _zone = new(long.MaxValue, long.MinValue, default);

    // Each is replaced whole: a thread sees the old one or the new one.
    private sealed record Second(long Unix, byte[] Date);

    private sealed record Zone(long From, long Until, TimeZoneFields Fields);

    /// <summary>The fields of a reply that is made now.</summary>
    public FreshFields Fresh(string? once = null, string? sessionId = null, IReadOnlyList<LastWeight>? lastWeights = null)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new FreshFields(now, DateAt(now), ZoneAt(now), once, sessionId, lastWeights ?? []);
    }

    private byte[] DateAt(DateTimeOffset now)
    {
        long unix = now.ToUnixTimeSeconds();
        Second second = _second;
        if (second.Unix != unix)
        {
            // RFC 9110 section 5.6.7: Tue, 19 Mar 2013 22:12:25 GMT
            second = new Second(unix, Encoding.ASCII.GetBytes(now.ToString("R", CultureInfo.InvariantCulture)));
            _second = second;
        }

        return second.Date;
    }

    private TimeZoneFields ZoneAt(DateTimeOffset now)
    {
        long unix = now.ToUnixTimeSeconds();
        Zone held = _zone;
        if (unix < held.From || unix >= held.Until)
        {
            TimeZoneFields fields = TimeZoneFields.At(zone, now);
            long until = unix + ZoneHoldsFor;
            held = new Zone(unix, fields.NextChange == 0 ? until : Math.Min(until, fields.NextChange), fields);
            _zone = held;
        }

        return held.Fields;
    }
}
