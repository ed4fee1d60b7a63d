using System.Runtime.InteropServices;

namespace ScaleProxy.Proxy.Sockets;

/// <summary>Linux's calls for waiting on many descriptors at once, epoll(7), and what they take and give.</summary>
internal static class EpollCalls
{
    /// <summary>Bytes of a <c>struct epoll_event</c>: four of events, eight of ours, which Linux packs on this one processor alone.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    private const int CloseOnExec = 0x80000;
    private const int Adding = 1;
    private const int Deleting = 2;
    private const int Interrupted = 4;

    /// <summary>Makes an epoll.</summary>
    /// <returns>Its descriptor; negative where there is none to be had.</returns>
    public static int Create() => EpollCreate(CloseOnExec);

    /// <summary>Has a descriptor's events told from now on, and those that it has already.</summary>
    /// <returns>0, or the error's number.</returns>
    public static int Add(int epoll, int descriptor, EpollEvents events)
    {
        Span<byte> wanted = stackalloc byte[EventSize];
        MemoryMarshal.Write(wanted, (uint)events);
        MemoryMarshal.Write(wanted[^sizeof(long)..], (long)descriptor);
        return EpollControl(epoll, Adding, descriptor, ref MemoryMarshal.GetReference(wanted)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Has no more told of a descriptor. That none was does no harm.</summary>
    public static void Remove(int epoll, int descriptor)
    {
        // Linux before 2.6.9 wants an event for this as well.
        Span<byte> unused = stackalloc byte[EventSize];
        _ = EpollControl(epoll, Deleting, descriptor, ref MemoryMarshal.GetReference(unused));
    }

    /// <summary>Waits until there are events.</summary>
    /// <param name="epoll">Whose.</param>
    /// <param name="events">Room for them, <see cref="EventSize"/> each.</param>
    /// <returns>How many there are; 0 where a signal came between.</returns>
    /// <exception cref="InvalidOperationException">It is no epoll.</exception>
    public static int Wait(int epoll, Span<byte> events)
    {
        int count = EpollWait(epoll, ref MemoryMarshal.GetReference(events), events.Length / EventSize, Timeout.Infinite);
        return count >= 0 ? count
            : Marshal.GetLastPInvokeError() == Interrupted ? 0
            : throw new InvalidOperationException($"epoll_wait: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>One of the events that <see cref="Wait"/> gave.</summary>
    /// <param name="one">Its bytes.</param>
    /// <param name="descriptor">Whose it is.</param>
    public static EpollEvents Read(ReadOnlySpan<byte> one, out int descriptor)
    {
        descriptor = (int)MemoryMarshal.Read<long>(one[^sizeof(long)..]);
        return (EpollEvents)MemoryMarshal.Read<uint>(one);
    }

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollCreate(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollControl(int epoll, int operation, int descriptor, ref byte wanted);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EpollWait(int epoll, ref byte events, int most, int timeout);
}
