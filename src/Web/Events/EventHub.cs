using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ScaleProxy.Archive.Export;

namespace ScaleProxy.Web.Events;

/// <summary>Tells every open page what happens. Any thread may tell; none ever waits.</summary>
public sealed class EventHub
{
    private ImmutableArray<EventListener> _listeners = [];
    private volatile Action? _progressed;

    /// <summary>Whether anybody listens.</summary>
    public bool HasListeners => !_listeners.IsEmpty;

    /// <summary>Tells everybody who listens; costs next to nothing while nobody does.</summary>
    /// <param name="name">The kind of event, for example <c>exchange</c>.</param>
    /// <param name="write">Writes its JSON document, at once.</param>
    /// <param name="id">What a page that was cut off names to go on after it: a measurement's number; null for nothing.</param>
    public void Publish(string name, Action<Utf8JsonWriter> write, long? id = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(write);
        ImmutableArray<EventListener> listeners = _listeners;
        if (listeners.IsEmpty)
        {
            return;
        }

        byte[] frame = Frame(name, write, id);
        foreach (EventListener listener in listeners)
        {
            listener.Offer(frame);
        }
    }

    /// <summary>What is to be done when something happened on the wire or was imported, while somebody listens: the first run's steps may have gone on.</summary>
    /// <param name="progressed">Called from any thread; publishes what changed.</param>
    internal void OnProgress(Action progressed) => _progressed = progressed;

    /// <summary>Something happened that may have brought the first run on.</summary>
    public void Progressed()
    {
        if (HasListeners)
        {
            _progressed?.Invoke();
        }
    }

    /// <summary>An event as it stands in a stream.</summary>
    /// <param name="name">The kind of event.</param>
    /// <param name="write">Writes its JSON document.</param>
    /// <param name="id">What a page that was cut off names to go on after it; null for nothing.</param>
    internal static byte[] Frame(string name, Action<Utf8JsonWriter> write, long? id = null)
    {
        var frame = new ArrayBufferWriter<byte>(512);
        frame.Write(Encoding.UTF8.GetBytes(id is { } number ? $"id: {number}\nevent: {name}\ndata: " : $"event: {name}\ndata: "));
        // JSON without indentation has no line break, which would end the event's data.
        using (var json = new Utf8JsonWriter(frame, JsonValues.Compact))
        {
            write(json);
        }

        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    /// <summary>Begins to listen; to be disposed when it is over.</summary>
    /// <param name="max">How many may listen at once.</param>
    /// <returns>Null where so many do already.</returns>
    internal EventListener? Listen(int max)
    {
        var listener = new EventListener(this);
        return ImmutableInterlocked.Update(ref _listeners, static (all, add) => all.Length < add.max ? all.Add(add.listener) : all, (listener, max)) && _listeners.Contains(listener)
            ? listener
            : null;
    }

    /// <summary>Tells it nothing more.</summary>
    internal void Remove(EventListener listener) => ImmutableInterlocked.Update(ref _listeners, static (all, gone) => all.Remove(gone), listener);
}
