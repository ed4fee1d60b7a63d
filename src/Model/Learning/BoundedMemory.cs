namespace ScaleProxy.Model.Learning;

/// <summary>Remembers a bounded number of things by name; beyond that the one that was set longest ago goes.</summary>
/// <param name="capacity">How many.</param>
internal sealed class BoundedMemory<T>(int capacity)
    where T : class
{
    private readonly Dictionary<string, LinkedListNode<(string Name, T Value)>> _things = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, T Value)> _oldestFirst = new();

    public int Count => _things.Count;

    public T? Find(string name) => _things.TryGetValue(name, out LinkedListNode<(string Name, T Value)>? node) ? node.Value.Value : null;

    public void Set(string name, T value)
    {
        if (_things.TryGetValue(name, out LinkedListNode<(string Name, T Value)>? known))
        {
            _oldestFirst.Remove(known);
        }

        _things[name] = _oldestFirst.AddLast((name, value));
        if (_things.Count > capacity)
        {
            _things.Remove(_oldestFirst.First!.Value.Name);
            _oldestFirst.RemoveFirst();
        }
    }
}
