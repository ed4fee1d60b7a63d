using System.Net;
using System.Net.Sockets;
using ScaleProxy.Proxy.Sockets;

namespace ScaleProxy.Proxy.Tests.Sockets;

public sealed class ConnectingTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static TheoryData<bool> Loops => [true, false];

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Accepted_TheSocketIsAsAfterAnyConnecting(bool ours)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await ConnectAsync((IPEndPoint)listener.LocalEndpoint, ours);

        using Socket accepted = await listener.AcceptSocketAsync(_patience.Token);
        _socket.Connected.Should().BeTrue();
        _socket.Blocking.Should().BeTrue();
        _socket.LocalEndPoint.Should().Be(accepted.RemoteEndPoint);
        _socket.RemoteEndPoint.Should().Be(listener.LocalEndpoint);
        // As TLS uses it.
        await using var stream = new NetworkStream(_socket);
        await accepted.SendAsync("ab"u8.ToArray());
        byte[] received = new byte[2];
        await stream.ReadExactlyAsync(received, _patience.Token);
        received.Should().Equal("ab"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task NobodyListens_Refused(bool ours)
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        (await FluentActions.Awaiting(() => ConnectAsync((IPEndPoint)bound.LocalEndPoint!, ours)).Should().ThrowAsync<SocketException>())
            .Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task NoAnswer_WaitsUntilItIsCancelled(bool ours)
    {
        // A listener whose queue is full answers nobody.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(listener.LocalEndPoint!, _patience.Token);
        using var limit = new CancellationTokenSource();
        Task connecting = Connecting.ConnectAsync(_socket, (IPEndPoint)listener.LocalEndPoint!, ours ? EpollLoop.Shared : null, limit.Token);
        connecting.IsCompleted.Should().BeFalse();

        await limit.CancelAsync();

        await FluentActions.Awaiting(() => connecting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task CancelledBefore_NothingIsSent(bool ours)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await FluentActions.Awaiting(() => Connecting.ConnectAsync(_socket, (IPEndPoint)listener.LocalEndpoint, ours ? EpollLoop.Shared : null, new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();

        listener.Pending().Should().BeFalse();
    }

    private Task ConnectAsync(IPEndPoint to, bool ours) => Connecting.ConnectAsync(_socket, to, ours ? EpollLoop.Shared : null, _patience.Token);
}
