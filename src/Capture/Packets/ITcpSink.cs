namespace ScaleProxy.Capture.Packets;

/// <summary>Takes the TCP segments that packets carry, in the order of the capture.</summary>
internal interface ITcpSink
{
    /// <summary>A segment was captured.</summary>
    void OnSegment(scoped in TcpSegment segment);
}
