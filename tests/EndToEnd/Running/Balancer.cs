using System.Net;
using System.Net.Sockets;

namespace ScaleProxy.EndToEnd.Running;

/// <summary>What stands before several processes: each connection goes to the next of them, or to the one after where that has gone.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly IPEndPoint[] _servers;
    private readonly int[] _counts;
    private readonly Task _accepting;
    private int _next;

    public Balancer(params IPEndPoint[] servers)
    {
        _servers = servers;
        _counts = new int[servers.Length];
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How many connections each server has had.</summary>
    public IReadOnlyList<int> Counts => _counts;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (Exception e) when (_ending.IsCancellationRequested && e is (OperationCanceledException or InvalidOperationException))
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(TcpClient scale)
    {
        using (scale)
        using (TcpClient server = await ConnectAsync())
        {
            await Task.WhenAny(CopyAsync(scale, server), CopyAsync(server, scale));
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            int index = _next++ % _servers.Length;
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(_servers[index], _ending.Token);
                _counts[index]++;
                return server;
            }
            catch (SocketException) when (attempt < _servers.Length)
            {
                server.Dispose();
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _ending.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The one side has gone, and the other is let go for it.
            to.Close();
        }
    }
}
