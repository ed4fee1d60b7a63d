using System.Globalization;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Learning;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads profiles.</summary>
/// <param name="database">The connection.</param>
internal sealed class ProfileReader(Database database) : IDisposable
{
    private readonly Statement _macs = database.Prepare("SELECT mac FROM device ORDER BY mac");

    private readonly Statement _device = database.Prepare(
        "SELECT manufacturer_id, firmware, battery, secret, first_seen, last_seen FROM device WHERE mac = $1");

    private readonly Statement _handshakes = database.Prepare(
        "SELECT once, md5, seen_at FROM handshake WHERE mac = $1 ORDER BY seen_at, once");

    private readonly Statement _replies = database.Prepare(
        "SELECT kind, status, raw, seen_at FROM learned_reply WHERE mac = $1 ORDER BY kind, status");

    /// <summary>Every profile, in order of the scales' MACs.</summary>
    public IReadOnlyList<Profile> All() => database.AtOneMoment(() =>
    {
        var macs = new List<string>();
        while (_macs.Step())
        {
            macs.Add(_macs.Text(0));
        }

        return macs.ConvertAll(mac => Read(mac)!);
    });

    /// <summary>The profile of one scale; null where it is not known.</summary>
    public Profile? Find(string mac) => database.AtOneMoment(() => Read(mac));

    /// <inheritdoc/>
    public void Dispose()
    {
        _macs.Dispose();
        _device.Dispose();
        _handshakes.Dispose();
        _replies.Dispose();
    }

    private Profile? Read(string mac)
    {
        if (!_device.Bind(1, mac).Step())
        {
            return null;
        }

        var device = new Profile
        {
            Mac = mac,
            ManufacturerId = _device.NullableInt32(0),
            Firmware = _device.NullableText(1),
            Battery = _device.NullableInt32(2),
            Secret = _device.NullableText(3),
            FirstSeen = Timestamp.ToTime(_device.Int64(4)),
            LastSeen = Timestamp.ToTime(_device.Int64(5)),
        };
        _device.Reset();
        return device with { Handshakes = Handshakes(mac), Replies = Replies(mac) };
    }

    private List<Handshake> Handshakes(string mac)
    {
        var handshakes = new List<Handshake>();
        _handshakes.Bind(1, mac);
        while (_handshakes.Step())
        {
            handshakes.Add(new Handshake(_handshakes.Text(0), _handshakes.Text(1), Timestamp.ToTime(_handshakes.Int64(2))));
        }

        return handshakes;
    }

    private List<LearnedReply> Replies(string mac)
    {
        var replies = new List<LearnedReply>();
        _replies.Bind(1, mac);
        while (_replies.Step())
        {
            string status = _replies.Text(1);
            replies.Add(new LearnedReply(
                _replies.Text(0),
                status.Length == 0 ? null : int.Parse(status, CultureInfo.InvariantCulture),
                _replies.Blob(2),
                Timestamp.ToTime(_replies.Int64(3))));
        }

        return replies;
    }
}
