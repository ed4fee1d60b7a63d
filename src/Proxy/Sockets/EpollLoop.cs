using System.Net.Sockets;

namespace ScaleProxy.Proxy.Sockets;

/// <summary>
/// Waits for all relayed sockets on one thread, and has on that very thread done what there is to be done: it is short, and
/// never blocks.
/// <para>
/// .NET has a loop of its own, which is good for everything else here. But after everything that came it asks the socket for
/// more, to be told each time that there is none, and its bookkeeping takes longer than what the relay does with a message:
/// 1.6 of 22.8 us of processor time for an exchange (<c>bench/learn.sh</c>). This one takes less than a full buffer for the
/// end of what there is, as epoll(7) allows. A socket must not be in both loops: then both wake up for whatever comes.
/// </para>
/// </summary>
internal sealed class EpollLoop
{
    private const int MaxEventsAtOnce = 512;
    private const EpollEvents Wanted = EpollEvents.In | EpollEvents.Urgent | EpollEvents.Out | EpollEvents.ReadHangUp | EpollEvents.EdgeTriggered;

    private readonly int _epoll;
    private readonly Lock _lock = new();

    // By descriptor: the system gives the smallest that is free.
    private IReadiness?[] _waiting = new IReadiness?[256];

    private EpollLoop(int epoll)
    {
        _epoll = epoll;
        new Thread(Run) { Name = "relay", IsBackground = true }.Start();
    }

    /// <summary>The process's loop; null where the system has no epoll. It ends with the process.</summary>
    public static EpollLoop? Shared { get; } = OperatingSystem.IsLinux() && EpollCalls.Create() is >= 0 and int epoll ? new EpollLoop(epoll) : null;

    /// <summary>Has a socket's events told, each once, and right away what there is already.</summary>
    /// <param name="socket">The socket; it must not be closed before <see cref="Remove"/>.</param>
    /// <param name="readiness">Who is told, on the loop's thread.</param>
    /// <returns>The socket's descriptor.</returns>
    /// <exception cref="SocketException">The system waits for no more.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Add(Socket socket, IReadiness readiness)
    {
        ObjectDisposedException.ThrowIf(socket.SafeHandle.IsClosed, socket);
        int descriptor = (int)socket.Handle;
        lock (_lock)
        {
            if (descriptor >= _waiting.Length)
            {
                var larger = new IReadiness?[Math.Max(descriptor + 1, 2 * _waiting.Length)];
                _waiting.CopyTo(larger, 0);
                Volatile.Write(ref _waiting, larger);
            }

            Volatile.Write(ref _waiting[descriptor], readiness);
        }

        int error = EpollCalls.Add(_epoll, descriptor, Wanted);
        if (error != 0)
        {
            Remove(descriptor, readiness);
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable, $"the system waits for no further connection (epoll_ctl: error {error})");
        }

        return descriptor;
    }

    /// <summary>Has no more told.</summary>
    /// <param name="descriptor">What <see cref="Add"/> gave.</param>
    /// <param name="readiness">Who was told; where that is another by now, nothing is done.</param>
    public void Remove(int descriptor, IReadiness readiness)
    {
        lock (_lock)
        {
            if (_waiting[descriptor] == readiness)
            {
                Volatile.Write(ref _waiting[descriptor], null);
                EpollCalls.Remove(_epoll, descriptor);
            }
        }
    }

    private void Run()
    {
        byte[] events = new byte[MaxEventsAtOnce * EpollCalls.EventSize];
        while (true)
        {
            int count = EpollCalls.Wait(_epoll, events);
            for (int i = 0; i < count; i++)
            {
                EpollEvents happened = EpollCalls.Read(events.AsSpan(i * EpollCalls.EventSize, EpollCalls.EventSize), out int descriptor);
                Volatile.Read(ref Volatile.Read(ref _waiting)[descriptor])?.Happened(happened);
            }
        }
    }
}
