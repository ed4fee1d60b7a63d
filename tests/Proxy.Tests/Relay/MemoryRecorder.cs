using System.Collections.Concurrent;
using ScaleProxy.Model.Wire;
using ScaleProxy.Proxy.Recording;

namespace ScaleProxy.Proxy.Tests.Relay;

/// <summary>A recorder that keeps what it takes, and can be told to fail.</summary>
internal sealed class MemoryRecorder : IConversationRecorder
{
    private readonly ConcurrentQueue<Conversation> _conversations = new();

    /// <summary>Asked for each exchange; false is a full disk, an exception a fault of ours.</summary>
    public Func<Exchange, bool> Take { get; set; } = _ => true;

    public Func<bool> CanBegin { get; set; } = () => true;

    public IReadOnlyList<Conversation> Conversations => [.. _conversations];

    public IRecordedConversation Begin(string client, string server)
    {
        if (!CanBegin())
        {
            throw new InvalidOperationException("the recorder is broken");
        }

        var conversation = new Conversation(this, client, server);
        _conversations.Enqueue(conversation);
        return conversation;
    }

    internal sealed class Conversation(MemoryRecorder recorder, string client, string server) : IRecordedConversation
    {
        private readonly ConcurrentQueue<Exchange> _exchanges = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Client { get; } = client;

        public string Server { get; } = server;

        public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

        public Task Ended => _ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public bool TryTake(Exchange exchange)
        {
            _ended.Task.IsCompleted.Should().BeFalse("nothing comes after the end");
            if (!recorder.Take(exchange))
            {
                return false;
            }

            _exchanges.Enqueue(exchange);
            return true;
        }

        public void End() => _ended.SetResult();
    }
}
