using System.Diagnostics.CodeAnalysis;

namespace ScaleProxy.Replay.Conversation;

/// <summary>A map for many threads that holds the entries set last, up to a number.</summary>
/// <param name="capacity">How many.</param>
internal sealed class BoundedMap<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _oldestFirst = new();

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_lock)
        {
            value = _entries.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node) ? node.Value.Value : null;
            return value is not null;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out LinkedListNode<(TKey Key, TValue Value)>? before))
            {
                _oldestFirst.Remove(before);
            }
            else if (_entries.Count == capacity)
            {
                _entries.Remove(_oldestFirst.First!.Value.Key);
                _oldestFirst.RemoveFirst();
            }

            _entries[key] = _oldestFirst.AddLast((key, value));
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
            {
                _oldestFirst.Remove(node);
            }
        }
    }
}
