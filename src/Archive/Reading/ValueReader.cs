using ScaleProxy.Archive.Engine;

namespace ScaleProxy.Archive.Reading;

/// <summary>Reads what belongs to the measurements of a page: their values, and the users of those that could be several people's.</summary>
/// <param name="database">The connection.</param>
/// <param name="owns">The connection is closed with it.</param>
internal sealed class ValueReader(Database database, bool owns = false) : IDisposable
{
    private readonly Statement _values = database.Prepare(MeasurementPage.ValuesSql);
    private readonly Statement _candidates = database.Prepare(MeasurementPage.CandidatesSql);

    /// <summary>Reads by a connection of its own, on whichever thread, as of the moment of a transaction; null where there can be none.</summary>
    /// <param name="database">The connection that has the transaction.</param>
    public static ValueReader? Beside(Database database) => database.OpenBeside() is { } other ? new ValueReader(other, owns: true) : null;

    /// <summary>Completes a page.</summary>
    public void Complete(MeasurementPage page) => page.Complete(_values, _candidates);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _candidates.Dispose();
        if (owns)
        {
            database.Dispose();
        }
    }
}
