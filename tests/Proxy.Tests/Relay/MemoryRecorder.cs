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

    /// <summary>Called before something is read; an exception is a fault of ours.</summary>
    public Action Room { get; set; } = () => { };

    public void AwaitRoom() => Room();

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
        private readonly Queue<(MessageKind Kind, string Bytes, DateTimeOffset At, bool AtRest)> _unread = new();
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

        /// <summary>Whether what comes can be kept, and read from here; an exception is a fault of ours.</summary>
        public Func<bool> CanKeep { get; set; } = () => false;

        public bool Keep(MessageKind kind, ReadOnlySpan<byte> bytes, DateTimeOffset at, bool atRest)
        {
            lock (_kept)
            {
                _kept.Add((kind, System.Text.Encoding.Latin1.GetString(bytes), at, atRest));
                if (!CanKeep())
                {
                    return false;
                }

                _unread.Enqueue(_kept[^1]);
                return true;
            }
        }

        public int ReadKept(ConversationReader reader)
        {
            (MessageKind Kind, string Bytes, DateTimeOffset At, bool AtRest) next;
            lock (_kept)
            {
                if (!_unread.TryDequeue(out next))
                {
                    return 0;
                }
            }

            reader.Feed(next.Kind, System.Text.Encoding.Latin1.GetBytes(next.Bytes), next.At);
            return next.Bytes.Length;
        }

        /// <summary>What was kept, and not read, is lost.</summary>
        public void LoseKept()
        {
            lock (_kept)
            {
                _unread.Clear();
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
