namespace ScaleProxy.Model.Learning;

/// <summary>Remembers a bounded number of things by name; beyond that the one that was set longest ago goes.</summary>
/// <param name="capacity">How many.</param>
internal sealed class BoundedMemory<T>(int capacity)
    where T : class
{
    private readonly Dictionary<string, (T Value, long Turn)> _things = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, long Turn)> _order = new();
    private long _turn;

    public T? Find(string name) => _things.TryGetValue(name, out (T Value, long Turn) thing) ? thing.Value : null;

    public void Set(string name, T value)
    {
        _things[name] = (value, ++_turn);
        _order.Enqueue((name, _turn));
        while (_order.Count > capacity)
        {
            (string oldest, long turn) = _order.Dequeue();
            // A name that was set again since stands further back in the order too.
            if (_things.TryGetValue(oldest, out (T Value, long Turn) thing) && thing.Turn == turn)
            {
                _things.Remove(oldest);
            }
        }
    }
}
