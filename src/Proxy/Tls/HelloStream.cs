using System.Net.Sockets;

namespace ScaleProxy.Proxy.Tls;

/// <summary>A connection's bytes from the first on, where the first ones have been received already.</summary>
/// <param name="socket">The connection; it is closed along with this.</param>
/// <param name="received">What has been received of it.</param>
internal sealed class HelloStream(Socket socket, ReadOnlyMemory<byte> received) : NetworkStream(socket, ownsSocket: true)
{
    private ReadOnlyMemory<byte> _received = received;

    /// <summary>How many bytes were sent.</summary>
    public long Sent { get; private set; }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received.IsEmpty)
        {
            return base.ReadAsync(buffer, cancellationToken);
        }

        int count = Math.Min(buffer.Length, _received.Length);
        _received[..count].CopyTo(buffer);
        _received = count == _received.Length ? default : _received[count..];
        return new(count);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sent += buffer.Length;
        return base.WriteAsync(buffer, cancellationToken);
    }
}
