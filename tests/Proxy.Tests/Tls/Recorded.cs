using System.Threading.Channels;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Tests.Tls;

/// <summary>What was recorded: the exchanges of all connections, and how many connections there were.</summary>
internal sealed class Recorded : IConversationRecorder, IRecordedConversation
{
    private readonly Channel<Exchange> _exchanges = Channel.CreateUnbounded<Exchange>();
    private int _conversations;

    public int Conversations => Volatile.Read(ref _conversations);

    public async Task<Exchange> NextAsync() => await _exchanges.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public IRecordedConversation Begin(string client, string server)
    {
        Interlocked.Increment(ref _conversations);
        return this;
    }

    public void AwaitRoom()
    {
    }

    public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest) => false;

    public int ReadKept(ConversationReader reader) => 0;

    public bool TryTake(Exchange exchange) => _exchanges.Writer.TryWrite(exchange);

    public void End()
    {
    }
}
