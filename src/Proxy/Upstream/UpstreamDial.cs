using System.Net;

namespace ScaleProxy.Proxy.Upstream;

/// <summary>A connection of ours to an upstream, from before it is made until it is over; what <see cref="LoopWatch"/> knows of it.</summary>
/// <param name="to">Where it goes.</param>
/// <param name="target">What led there.</param>
/// <param name="over">Told when it is over.</param>
internal sealed class UpstreamDial(IPEndPoint to, UpstreamTarget target, Action<UpstreamDial> over) : IDisposable
{
    private readonly TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IPEndPoint? _local;

    /// <summary>Where it goes.</summary>
    public IPEndPoint To { get; } = to;

    /// <summary>What led there.</summary>
    public UpstreamTarget Target { get; } = target;

    /// <summary>Where it comes from; null until it is made.</summary>
    public IPEndPoint? Local => _local;

    /// <summary>Completes when it is made, or could not be.</summary>
    public Task Made => _made.Task;

    /// <summary>It is made.</summary>
    /// <param name="local">Where it comes from.</param>
    public void Connected(IPEndPoint local)
    {
        _local = local;
        _made.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over(this);
        _made.TrySetResult();
    }
}
