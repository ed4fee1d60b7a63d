namespace ScaleProxy.Web.Importing;

/// <summary>Tells open pages how far an import is, as <c>import</c> events: a few a second.</summary>
/// <param name="page">What the page works with.</param>
/// <param name="name">What its owner calls the file.</param>
/// <param name="total">Bytes there are.</param>
internal sealed class ImportEvents(PageServices page, string name, long total) : IProgress<ImportProgress>
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private long _toldAt = page.Clock.GetTimestamp();

    /// <inheritdoc/>
    public void Report(ImportProgress value)
    {
        lock (_lock)
        {
            if (page.Clock.GetElapsedTime(_toldAt) < s_between)
            {
                return;
            }

            _toldAt = page.Clock.GetTimestamp();
        }

        Tell(value.Bytes, done: false);
    }

    /// <summary>Says that it is over.</summary>
    public void Done() => Tell(total, done: true);

    private void Tell(long bytes, bool done) => page.Events.Publish("import", json =>
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("total", total);
        json.WriteBoolean("done", done);
        json.WriteEndObject();
    });
}
