using System.Collections;
using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>The chunks of a message: where they are in it. How each one's size was written is made out for who asks, which few do.</summary>
/// <param name="message">The message from its first byte.</param>
/// <param name="places">Where each chunk is.</param>
internal sealed class ChunkList(ReadOnlyMemory<byte> message, ChunkList.Place[] places) : IReadOnlyList<Chunk>
{
    /// <summary>Where a chunk is in its message.</summary>
    /// <param name="LineAt">The first byte of its size line.</param>
    /// <param name="LineLength">Bytes of that line, without its end.</param>
    /// <param name="DataAt">The first byte of its data.</param>
    /// <param name="Size">Bytes of data, as the line says; fewer may be there.</param>
    public readonly record struct Place(int LineAt, int LineLength, int DataAt, int Size);

    /// <inheritdoc/>
    public int Count => places.Length;

    /// <inheritdoc/>
    public Chunk this[int index]
    {
        get
        {
            Place place = places[index];
            return new Chunk(place.Size, Encoding.Latin1.GetString(message.Span.Slice(place.LineAt, place.LineLength)));
        }
    }

    /// <summary>The data of all of them, one after the other. A single chunk's is where it was: it need not be copied.</summary>
    /// <param name="length">Bytes of data that are there.</param>
    public ReadOnlyMemory<byte> Data(int length)
    {
        if (places.Length <= 1)
        {
            return places.Length == 0 ? default : message.Slice(places[0].DataAt, length);
        }

        byte[] data = GC.AllocateUninitializedArray<byte>(length);
        int at = 0;
        foreach (Place place in places)
        {
            int there = Math.Min(place.Size, length - at);
            message.Span.Slice(place.DataAt, there).CopyTo(data.AsSpan(at));
            at += there;
        }

        return data;
    }

    /// <inheritdoc/>
    public IEnumerator<Chunk> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
