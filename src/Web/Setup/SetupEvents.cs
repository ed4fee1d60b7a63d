using ScaleProxy.Archive;

namespace ScaleProxy.Web.Setup;

/// <summary>Tells open pages, as <c>setup</c> events, when a step of the first run is done, until all are.</summary>
/// <param name="page">What the page works with.</param>
/// <param name="setup">The first run.</param>
/// <param name="log">What the owner is told.</param>
internal sealed class SetupEvents(PageServices page, SetupDocument setup, PageLog log)
{
    private readonly Lock _lock = new();
    private int _told = -1;

    /// <summary>Looks how far the first run is, and tells open pages where that is news.</summary>
    public void Tell()
    {
        try
        {
            lock (_lock)
            {
                if (_told == SetupDocument.StepCount)
                {
                    return;
                }

                IReadOnlyList<SetupStep> steps = setup.Steps();
                int done = steps.Count(static step => step.IsDone);
                if (done != _told)
                {
                    page.Events.Publish("setup", setup.Write);
                }

                _told = done;
            }
        }
        catch (ArchiveException e)
        {
            log.ArrivalsFailed(e.Message);
        }
    }
}
