namespace ScaleProxy.Proxy.Relay;

/// <summary>Is told what happens on a link; nothing of it may wait.</summary>
internal interface ILinkWatch
{
    /// <summary>Something has come, or has gone on after a while.</summary>
    void Received();

    /// <summary>It has gone on.</summary>
    void Passed();

    /// <summary>A side has failed: both are to be reset; the one that failed is gone already.</summary>
    void Broken();
}
