using System.Diagnostics.CodeAnalysis;
using ScaleProxy.Archive.Engine;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Reading;

/// <summary>Answers what each conversation asks, live or imported, in a few microseconds, however much is archived.</summary>
/// <param name="database">The connection.</param>
internal sealed class SessionReader(Database database) : IDisposable
{
    private readonly Statement _find = database.Prepare(
        "SELECT mac, address, battery, firmware, started_at, closed_at FROM session WHERE id = $1");

    private readonly Statement _revision = database.Prepare("SELECT value FROM revision WHERE name = 'profiles'");

    private readonly LastWeightReader _weights = new(database);

    private readonly Statement _recording = database.Prepare("SELECT 1 FROM recording WHERE fingerprint = $1");

    private readonly Statement _onces = database.Prepare(
        "SELECT once, given_at FROM given_once WHERE address = $1 AND given_at >= $2 ORDER BY given_at DESC LIMIT $3");

    /// <summary>The newest tokens given to an address, newest first.</summary>
    public List<GivenOnce> GivenOnces(string address, DateTimeOffset since, int max)
    {
        var given = new List<GivenOnce>();
        _onces.Bind(1, address).Bind(2, Timestamp.From(since)).Bind(3, max);
        while (_onces.Step())
        {
            given.Add(new GivenOnce(address, _onces.Text(0), Timestamp.ToTime(_onces.Int64(1))));
        }

        return given;
    }

    /// <summary>Finds a session.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out ScaleSession? session)
    {
        session = null;
        _find.Bind(1, id);
        try
        {
            if (_find.Step())
            {
                session = new ScaleSession(
                    id,
                    _find.Text(0),
                    _find.Text(1),
                    _find.NullableInt32(2),
                    _find.NullableText(3),
                    Timestamp.ToTime(_find.Int64(4)),
                    _find.NullableInt64(5) is { } closed ? Timestamp.ToTime(closed) : null);
            }
        }
        finally
        {
            _find.Reset();
        }

        return session is not null;
    }

    /// <summary>The number that counts changes of profiles.</summary>
    public long Revision()
    {
        try
        {
            return _revision.Step() ? _revision.Int64(0) : 0;
        }
        finally
        {
            _revision.Reset();
        }
    }

    /// <summary>Whether an imported recording is there.</summary>
    public bool Has(RecordingFingerprint recording)
    {
        try
        {
            return _recording.Bind(1, recording.Bytes).Step();
        }
        finally
        {
            _recording.Reset();
        }
    }

    /// <summary>The newest weight of a user.</summary>
    public LastWeight? LastWeightOf(long userId) => _weights.Newest(userId);

    /// <inheritdoc/>
    public void Dispose()
    {
        _find.Dispose();
        _revision.Dispose();
        _weights.Dispose();
        _recording.Dispose();
        _onces.Dispose();
    }
}
