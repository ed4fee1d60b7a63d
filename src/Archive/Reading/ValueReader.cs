using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads what belongs to the measurements of a page: their values, and the users of those that could be several people's.</summary>
internal sealed class ValueReader : IDisposable
{
    private readonly Database? _own;
    private readonly Statement _values;
    private readonly Statement _candidates;

    /// <summary>Reads by a connection that also reads the measurements.</summary>
    public ValueReader(Database database)
    {
        _values = database.Prepare(MeasurementPage.ValuesSql);
        _candidates = database.Prepare(MeasurementPage.CandidatesSql);
    }

    private ValueReader(Database database, Database own)
        : this(database) => _own = own;

    /// <summary>Reads by a connection of its own, on whichever thread, as of the moment of a transaction; null where there can be none.</summary>
    /// <param name="database">The connection that has the transaction.</param>
    public static ValueReader? Beside(Database database) => database.OpenBeside() is { } other ? new ValueReader(other, other) : null;

    /// <summary>Completes a page.</summary>
    public void Complete(MeasurementPage page) => page.Complete(_values, _candidates);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _candidates.Dispose();
        _own?.Dispose();
    }
}
