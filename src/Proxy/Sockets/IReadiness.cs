namespace ScaleProxy.Proxy.Sockets;

/// <summary>Is told what happens to a socket.</summary>
internal interface IReadiness
{
    /// <summary>Something happened, or may have: the loop can be late by a socket that had the same descriptor before.</summary>
    /// <param name="events">What.</param>
    void Happened(EpollEvents events);
}
