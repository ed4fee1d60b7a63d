using System.Runtime.InteropServices;

namespace ScaleProxy.Model.Wire;

/// <summary>
/// The header lines of a message in the order and case they came in, duplicates and all. It is a view of the head's
/// bytes: nothing is copied or allocated until a text is asked for.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct HeaderList
{
    private readonly ReadOnlyMemory<byte> _lines;

    /// <summary>A view of header lines, each with its line end; the empty line that ends a head may be among them.</summary>
    /// <param name="lines">What follows the start line.</param>
    public HeaderList(ReadOnlyMemory<byte> lines) => _lines = lines;

    /// <summary>The lines in order.</summary>
    public Enumerator GetEnumerator() => new(_lines.Span);

    /// <summary>The value of the first field of that name, in any case.</summary>
    /// <param name="name">An ASCII name.</param>
    /// <param name="value">Its value, or empty.</param>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => TryFind(_lines.Span, name, out value);

    /// <summary>The value of the first field of that name, in any case, among header lines that are at hand for the moment only.</summary>
    /// <param name="lines">As for the constructor.</param>
    /// <param name="name">An ASCII name.</param>
    /// <param name="value">Its value, or empty.</param>
    public static bool TryFind(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var fields = new Enumerator(lines);
        while (fields.MoveNext())
        {
            if (fields.Current.Is(name))
            {
                value = fields.Current.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Every field as text, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToTexts()
    {
        var texts = new List<KeyValuePair<string, string>>();
        foreach (HeaderField field in this)
        {
            texts.Add(new(field.NameText, field.ValueText));
        }

        return texts;
    }

    /// <summary>Goes through header lines without copying them.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _line;
        private int _colon;

        internal Enumerator(ReadOnlySpan<byte> lines)
        {
            _rest = lines;
            _line = default;
            _colon = 0;
        }

        /// <summary>The field at hand.</summary>
        public readonly HeaderField Current => new(_line, _colon);

        /// <summary>The line at hand with what was folded onto it, without its end.</summary>
        internal readonly ReadOnlySpan<byte> Line => _line;

        /// <summary>Bytes behind the line at hand.</summary>
        internal readonly int Remaining => _rest.Length;

        /// <summary>Goes to the next line that is a field; other lines (tolerant reading kept them) are passed over.</summary>
        public bool MoveNext()
        {
            while (MoveToLine())
            {
                if (FindColon() > 0)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Looks in <see cref="Line"/> for the colon behind the name; there is no <see cref="Current"/> field before. Not
        /// positive where the line is no name, colon and value.
        /// </summary>
        internal int FindColon()
        {
            // Where no field comes before it, a line that begins with white space has nothing to continue.
            int name = _line.IndexOfAny((byte)':', (byte)'\n');
            return _colon = name > 0 && _line[name] == ':' && _line[0] is not ((byte)' ' or (byte)'\t') ? name : -1;
        }

        /// <summary>Goes to the next line, field or not, up to the empty one.</summary>
        internal bool MoveToLine()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            int end = EndOfField(_rest, out int next);
            _line = _rest[..end];
            _rest = _rest[next..];
            if (_line.IsEmpty)
            {
                _rest = default;
            }

            return !_line.IsEmpty;
        }

        // A line that begins with white space belongs to the field before it (obs-fold, RFC 9112 section 5.2).
        private static int EndOfField(ReadOnlySpan<byte> lines, out int next)
        {
            int from = 0;
            while (true)
            {
                int lf = lines[from..].IndexOf((byte)'\n');
                if (lf < 0)
                {
                    next = lines.Length;
                    return lines.Length;
                }

                next = from + lf + 1;
                int end = lf > 0 && lines[next - 2] == '\r' ? next - 2 : next - 1;
                if (end == 0 || next >= lines.Length || lines[next] is not ((byte)' ' or (byte)'\t'))
                {
                    return end;
                }

                from = next;
            }
        }
    }
}
