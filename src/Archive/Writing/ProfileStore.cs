using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Learning;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Writing;

/// <summary>Stores what was learned. Whichever of two processes comes first, the newest of each thing stays.</summary>
/// <param name="database">The connection that writes.</param>
/// <param name="revision">Is told of each change.</param>
internal sealed class ProfileStore(Database database, RevisionStore revision) : IDisposable
{
    // The profile seen last has the word; what only the other one knows stays. A time of 0 is not known.
    private readonly Statement _device = database.Prepare(
        """
        INSERT INTO device (mac, manufacturer_id, firmware, battery, secret, first_seen, last_seen)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (mac) DO UPDATE SET
            manufacturer_id = CASE WHEN excluded.last_seen >= device.last_seen
                THEN COALESCE(excluded.manufacturer_id, device.manufacturer_id)
                ELSE COALESCE(device.manufacturer_id, excluded.manufacturer_id) END,
            firmware = CASE WHEN excluded.last_seen >= device.last_seen
                THEN COALESCE(excluded.firmware, device.firmware)
                ELSE COALESCE(device.firmware, excluded.firmware) END,
            battery = CASE WHEN excluded.last_seen >= device.last_seen
                THEN COALESCE(excluded.battery, device.battery)
                ELSE COALESCE(device.battery, excluded.battery) END,
            secret = CASE WHEN excluded.last_seen >= device.last_seen
                THEN COALESCE(excluded.secret, device.secret)
                ELSE COALESCE(device.secret, excluded.secret) END,
            first_seen = CASE WHEN device.first_seen = 0 OR (excluded.first_seen > 0 AND excluded.first_seen < device.first_seen)
                THEN excluded.first_seen ELSE device.first_seen END,
            last_seen = CASE WHEN excluded.last_seen > device.last_seen THEN excluded.last_seen ELSE device.last_seen END
        """);

    private readonly Statement _handshake = database.Prepare(
        """
        INSERT INTO handshake (mac, once, md5, seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (mac, once) DO UPDATE SET md5 = excluded.md5, seen_at = excluded.seen_at
        WHERE excluded.seen_at >= handshake.seen_at
        """);

    // What the learner keeps of a scale; a row for each session of its life would slow every start down.
    private readonly Statement _forgetHandshakes = database.Prepare(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DELETE FROM handshake WHERE mac = $1 AND seen_at <
            (SELECT seen_at FROM handshake WHERE mac = $2 ORDER BY seen_at DESC LIMIT 1 OFFSET {Learner.MaxHandshakes - 1})
        """));

    private readonly Statement _reply = database.Prepare(
        """
        INSERT INTO learned_reply (mac, kind, status, raw, seen_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (mac, kind, status) DO UPDATE SET raw = excluded.raw, seen_at = excluded.seen_at
        WHERE excluded.seen_at >= learned_reply.seen_at
        """);

    private readonly Statement _user = database.Prepare(
        """
        INSERT INTO scale_user (id, short_name) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET short_name = excluded.short_name
        """);

    /// <summary>Merges a profile with what is stored of that scale.</summary>
    public void Store(Profile profile)
    {
        _device.Bind(1, profile.Mac)
            .Bind(2, profile.ManufacturerId)
            .Bind(3, profile.Firmware)
            .Bind(4, profile.Battery)
            .Bind(5, profile.Secret)
            .Bind(6, Timestamp.From(profile.FirstSeen))
            .Bind(7, Timestamp.From(profile.LastSeen))
            .Run();
        foreach (Handshake handshake in profile.Handshakes)
        {
            _handshake.Bind(1, profile.Mac)
                .Bind(2, handshake.Once)
                .Bind(3, handshake.Md5)
                .Bind(4, Timestamp.From(handshake.SeenAt))
                .Run();
        }

        if (profile.Handshakes.Count > 0)
        {
            _forgetHandshakes.Bind(1, profile.Mac).Bind(2, profile.Mac).Run();
        }

        foreach (LearnedReply reply in profile.Replies)
        {
            _reply.Bind(1, profile.Mac)
                .Bind(2, reply.Kind)
                .Bind(3, reply.Status?.ToString(CultureInfo.InvariantCulture) ?? string.Empty)
                .Bind(4, reply.Raw.Span)
                .Bind(5, Timestamp.From(reply.SeenAt))
                .Run();
        }

        revision.Count();
    }

    /// <summary>Stores what people are called.</summary>
    public void Store(IReadOnlyList<ScaleUser> users)
    {
        foreach (ScaleUser user in users)
        {
            _user.Bind(1, user.Id).Bind(2, user.ShortName).Run();
        }

        revision.Count();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _device.Dispose();
        _handshake.Dispose();
        _forgetHandshakes.Dispose();
        _reply.Dispose();
        _user.Dispose();
    }
}
