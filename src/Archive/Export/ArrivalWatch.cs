namespace ScaleProxy.Archive.Export;

/// <summary>
/// Gives every measurement once, as it arrives, whichever process archives it. On a shared archive a measurement can come to
/// sight after one with a higher id, as its transaction took longer: some ids before the newest are looked at again.
/// </summary>
public sealed class ArrivalWatch
{
    // Of transactions that are under way at once; a large import is one of many.
    private const long SharedWindow = 16 * 1024;

    private static readonly (long Count, long Newest) s_unknown = (-1, -1);

    private readonly ScaleArchive _archive;
    private readonly MeasurementQuery _query;
    private readonly long _window;
    private readonly HashSet<long> _given = [];
    private long _from;
    private (long Count, long Newest) _known;

    /// <summary>Begins to watch: from here on nothing is missed.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="query">Which measurements; what is there already is read first, oldest first.</param>
    public ArrivalWatch(ScaleArchive archive, MeasurementQuery query)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(query);
        _archive = archive;
        _query = query;
        _window = archive.IsShared ? SharedWindow : 0;
        _from = Math.Max(archive.NewestMeasurement() - _window, 0);
        _known = _window == 0 ? (0, _from) : s_unknown;
    }

    /// <summary>What is there already, oldest first; to be read to its end, once, before <see cref="Next"/>.</summary>
    public IEnumerable<StoredMeasurement> Already()
    {
        foreach (StoredMeasurement stored in _archive.Measurements(_query))
        {
            if (stored.Id > _from)
            {
                _given.Add(stored.Id);
            }

            yield return stored;
        }
    }

    /// <summary>Instead of <see cref="Already"/>, where what is there already is of no interest: reads no more of it than may come to sight again.</summary>
    public void PassOver()
    {
        if (_window == 0)
        {
            return;
        }

        foreach (StoredMeasurement stored in _archive.Measurements(_query with { ArrivedAfter = _from }))
        {
            _given.Add(stored.Id);
        }
    }

    /// <summary>What has arrived since it was asked last, in the order of arrival; nothing most of the time, which costs next to nothing.</summary>
    public IEnumerable<StoredMeasurement> Next()
    {
        (long Count, long Newest) now = _archive.Arrivals(_from);
        if (now == _known)
        {
            yield break;
        }

        foreach (StoredMeasurement stored in _archive.Measurements(_query with { ArrivedAfter = _from }))
        {
            if (_given.Add(stored.Id))
            {
                yield return stored;
            }
        }

        if (now.Newest - _from > 2 * _window)
        {
            _from = now.Newest - _window;
            _given.RemoveWhere(id => id <= _from);
            now = _window == 0 ? (0, _from) : s_unknown;
        }

        _known = now;
    }
}
