namespace ScaleProxy.Model.Learning;

/// <summary>Remembers a bounded number of things by name; beyond that the one that was set longest ago goes.</summary>
internal sealed class BoundedMemory<T>
    where T : class
{
    private readonly int _capacity;
    private readonly Dictionary<string, LinkedListNode<(string Name, T Value)>> _things = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<(string Name, T Value)>>.AlternateLookup<ReadOnlySpan<char>> _named;
    private readonly LinkedList<(string Name, T Value)> _oldestFirst = new();

    /// <summary>Begins with nothing.</summary>
    /// <param name="capacity">How many things.</param>
    public BoundedMemory(int capacity)
    {
        _capacity = capacity;
        _named = _things.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _things.Count;

    public T? Find(ReadOnlySpan<char> name) => _named.TryGetValue(name, out LinkedListNode<(string Name, T Value)>? node) ? node.Value.Value : null;

    public void Set(ReadOnlySpan<char> name, T value)
    {
        if (_named.TryGetValue(name, out LinkedListNode<(string Name, T Value)>? known))
        {
            _oldestFirst.Remove(known);
            known.Value = (known.Value.Name, value);
            _oldestFirst.AddLast(known);
            return;
        }

        string text = name.ToString();
        _things[text] = _oldestFirst.AddLast((text, value));
        if (_things.Count > _capacity)
        {
            _things.Remove(_oldestFirst.First!.Value.Name);
            _oldestFirst.RemoveFirst();
        }
    }
}
