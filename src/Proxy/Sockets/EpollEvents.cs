namespace ScaleProxy.Proxy.Sockets;

/// <summary>What may happen to a descriptor; the numbers are those of Linux's <c>sys/epoll.h</c>.</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,

    /// <summary>Something came.</summary>
    In = 0x1,

    /// <summary>Something came out of turn (TCP's urgent data).</summary>
    Urgent = 0x2,

    /// <summary>There is room to send.</summary>
    Out = 0x4,

    /// <summary>It failed.</summary>
    Error = 0x8,

    /// <summary>Both sides have ended.</summary>
    HangUp = 0x10,

    /// <summary>The other side sends no more.</summary>
    ReadHangUp = 0x2000,

    /// <summary>Each thing is told once, when it happens, and not as long as it lasts.</summary>
    EdgeTriggered = 0x8000_0000,
}
