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
        private readonly List<(MessageKind Kind, string Bytes, DateTimeOffset At, bool AtRest)> _kept = [];
        private readonly ConcurrentQueue<Exchange> _exchanges = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What was kept, in order.</summary>
        public IReadOnlyList<(MessageKind Kind, string Bytes, DateTimeOffset At, bool AtRest)> Kept
        {
            get
            {
                lock (_kept)
                {
                    return [.. _kept];
                }
            }
        }

        public string Client { get; } = client;

        public string Server { get; } = server;

        public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

        public Task Ended => _ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest)
        {
            lock (_kept)
            {
                _kept.Add((kind, System.Text.Encoding.Latin1.GetString(bytes), at, atRest));
            }
        }

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
