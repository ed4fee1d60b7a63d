using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace ScaleProxy.Model.Scale;

/// <summary>
/// The fields of an <c>application/x-www-form-urlencoded</c> body (or of a query) in their order, duplicates and all: a
/// scale sends <c>userid</c> up to three times. A view of the bytes; values are unescaped only where they are asked for.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct FormFields
{
    private readonly ReadOnlyMemory<byte> _text;

    /// <summary>A view of <c>name=value&amp;name=value…</c>.</summary>
    /// <param name="text">The escaped text.</param>
    public FormFields(ReadOnlyMemory<byte> text) => _text = text;

    /// <summary>The fields in order.</summary>
    public Enumerator GetEnumerator() => new(_text.Span);

    /// <summary>The escaped value of the first field of that name.</summary>
    /// <param name="name">The name, in its exact case.</param>
    /// <param name="value">The value as it was sent.</param>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var fields = new Enumerator(_text.Span);
        while (fields.MoveNext())
        {
            if (fields.IsNamed(name))
            {
                value = fields.Current.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The unescaped value of the first field of that name; null where there is none.</summary>
    /// <param name="name">The name, in its exact case.</param>
    public string? Text(ReadOnlySpan<byte> name) => TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(Unescaped(value)) : null;

    /// <summary>The first field of that name as an integer; null where there is none, or it is not one.</summary>
    /// <param name="name">The name, in its exact case.</param>
    public long? Integer(ReadOnlySpan<byte> name) => TryGet(name, out ReadOnlySpan<byte> value) ? IntegerOf(value) : null;

    /// <summary>The first field of that name as an integer of 32 bits; null where there is none, it is not one, or it is too large.</summary>
    /// <param name="name">The name, in its exact case.</param>
    public int? Integer32(ReadOnlySpan<byte> name) => Integer(name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>An escaped value as an integer; null where it is not one.</summary>
    /// <param name="escaped">The value as it was sent.</param>
    internal static long? IntegerOf(ReadOnlySpan<byte> escaped)
    {
        ReadOnlySpan<byte> text = Unescaped(escaped);
        return Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length ? number : null;
    }

    /// <summary>As <see cref="Unescape"/>, without a copy of what holds no escape: a scale escapes nothing.</summary>
    /// <param name="escaped">A name or a value.</param>
    internal static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> escaped) => escaped.ContainsAny((byte)'%', (byte)'+') ? Unescape(escaped) : escaped;

    /// <summary>Undoes <c>+</c> and <c>%XX</c>; what is no escape stays as it is.</summary>
    /// <param name="escaped">A name or a value.</param>
    public static byte[] Unescape(ReadOnlySpan<byte> escaped)
    {
        byte[] text = new byte[escaped.Length];
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            byte b = escaped[i];
            if (b == '%' && i + 2 < escaped.Length && Utf8Parser.TryParse(escaped.Slice(i + 1, 2), out byte code, out int used, 'x') && used == 2)
            {
                b = code;
                i += 2;
            }
            else if (b == '+')
            {
                b = (byte)' ';
            }

            text[length++] = b;
        }

        return text[..length];
    }

    /// <summary>Goes through fields without copying them.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _field;

        internal Enumerator(ReadOnlySpan<byte> text)
        {
            _rest = text;
            _field = default;
        }

        /// <summary>The field at hand.</summary>
        public readonly FormField Current
        {
            get
            {
                int equals = _field.IndexOf((byte)'=');
                return equals < 0 ? new FormField(_field, default) : new FormField(_field[..equals], _field[(equals + 1)..]);
            }
        }

        /// <summary>Whether the field at hand has that name; cheaper than taking it apart.</summary>
        internal readonly bool IsNamed(ReadOnlySpan<byte> name) =>
            _field.StartsWith(name) && (_field.Length == name.Length || _field[name.Length] == '=');

        /// <summary>Goes to the next field.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            int end = _rest.IndexOf((byte)'&');
            _field = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
