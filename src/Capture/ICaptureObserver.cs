using ScaleProxy.Capture.History;
using ScaleProxy.Model.Wire;

namespace ScaleProxy.Capture;

/// <summary>Is told what a capture holds, while it is read, in the order in which it came about.</summary>
public interface ICaptureObserver
{
    /// <summary>A request and its reply are there (or what the capture has of them).</summary>
    void OnExchange(CapturedConnection connection, Exchange exchange);

    /// <summary>No more exchanges come of this connection.</summary>
    void OnClosed(CapturedConnection connection);

    /// <summary>An export tells of a measurement.</summary>
    void OnHistory(HistoryRow row);
}
