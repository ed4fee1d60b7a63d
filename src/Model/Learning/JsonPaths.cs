using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ScaleProxy.Model.Learning;

/// <summary>
/// Paths through objects that are sought in a document together: it is gone through once for all of them, and always to its
/// end, to be sure that it is JSON.
/// </summary>
internal sealed class JsonPaths
{
    /// <summary>Paths at most: each has a bit in what leads where.</summary>
    public const int MaxPaths = 32;

    private readonly string[] _texts;
    private readonly byte[][] _paths;

    /// <summary>Takes the paths.</summary>
    /// <param name="paths">As <see cref="JsonPlace.Path"/> spells them, none into a list: <c>body.once</c>. Up to <see cref="MaxPaths"/>.</param>
    public JsonPaths(params string[] paths)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(paths.Length, MaxPaths, nameof(paths));
        _texts = paths;
        _paths = Array.ConvertAll(paths, Encoding.UTF8.GetBytes);
    }

    /// <summary>Finds the values of the paths. Of two members of a name the first counts that leads on.</summary>
    /// <param name="json">The document.</param>
    /// <param name="found">For each path, in their order; null where there is none, or the text is not JSON.</param>
    public void FindIn(ReadOnlySpan<byte> json, Span<JsonPlace?> found)
    {
        found.Clear();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonPlaces.MaxDepth });
        try
        {
            if (reader.Read())
            {
                Seek(ref reader, uint.MaxValue >> (MaxPaths - _paths.Length), 0, (int)reader.TokenStartIndex, found);
            }

            if (reader.Read())
            {
                found.Clear();
            }
        }
        catch (JsonException)
        {
            // What is no JSON says nothing.
            found.Clear();
        }
    }

    // At a value; afterwards at its end. Some paths lead here, a bit for each, and by the same names: what is left of them
    // begins in all of them at one place.
    private void Seek(ref Utf8JsonReader reader, uint leading, int at, int memberStart, Span<JsonPlace?> found)
    {
        int quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
        int start = (int)reader.TokenStartIndex + quote;
        JsonTokenType type = reader.TokenType;
        uint ending = 0;
        for (uint rest = leading; rest != 0; rest &= rest - 1)
        {
            int path = BitOperations.TrailingZeroCount(rest);
            ending |= at >= _paths[path].Length ? 1u << path : 0;
        }

        if (type == JsonTokenType.StartObject && ending != leading)
        {
            SeekWithin(ref reader, leading & ~ending, at, found);
        }
        else
        {
            reader.Skip();
        }

        for (; ending != 0; ending &= ending - 1)
        {
            int path = BitOperations.TrailingZeroCount(ending);
            found[path] = new JsonPlace(_texts[path], memberStart, start, (int)reader.BytesConsumed - quote, type);
        }
    }

    private void SeekWithin(ref Utf8JsonReader reader, uint leading, int at, Span<JsonPlace?> found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int member = (int)reader.TokenStartIndex;
            uint named = 0;
            int next = at;
            for (uint rest = leading; rest != 0; rest &= rest - 1)
            {
                int path = BitOperations.TrailingZeroCount(rest);
                ReadOnlySpan<byte> left = _paths[path].AsSpan(at);
                int dot = left.IndexOf((byte)'.');
                ReadOnlySpan<byte> name = dot < 0 ? left : left[..dot];
                if (found[path] is null && JsonPlaces.IsNamed(ref reader, name))
                {
                    named |= 1u << path;
                    next = at + name.Length + 1;
                }
            }

            reader.Read();
            if (named != 0)
            {
                Seek(ref reader, named, next, member, found);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
