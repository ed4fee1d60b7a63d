using System.Threading.Channels;
using ScaleProxy.Proxy.Relay;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>A side whose every step a test can see and decide.</summary>
internal sealed class ScriptedPeer(bool needsMemory = false) : Peer
{
    private readonly Channel<byte[]> _toReceive = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<string> _steps = Channel.CreateUnbounded<string>();

    public override string Address => "scripted";

    public override bool NeedsMemoryToReceive => needsMemory;

    /// <summary>Something was done to this side that <see cref="NextAsync"/> has not given.</summary>
    public bool HasNext => _steps.Reader.TryPeek(out _);

    public void Say(string text) => _toReceive.Writer.TryWrite(Text.Bytes(text));

    public void End() => _toReceive.Writer.TryWrite([]);

    /// <summary>What was done to this side next.</summary>
    public async Task<string> NextAsync() => await _steps.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public override async ValueTask WaitAsync(CancellationToken cancellation)
    {
        Note("wait");
        await _toReceive.Reader.WaitToReadAsync(cancellation);
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        Note($"receive {buffer.Length}");
        byte[] bytes = await _toReceive.Reader.ReadAsync(cancellation);
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Note("send " + Text.Of(bytes));
        return ValueTask.CompletedTask;
    }

    public override ValueTask EndSendingAsync(CancellationToken cancellation)
    {
        Note("end");
        return ValueTask.CompletedTask;
    }

    public override void Reset() => Note("reset");

    public override void Dispose() => Note("dispose");

    private void Note(string step) => _steps.Writer.TryWrite(step);
}
