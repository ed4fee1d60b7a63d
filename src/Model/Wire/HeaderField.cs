using System.Text;

namespace ScaleProxy.Model.Wire;

/// <summary>One header line of a message, as spans of the message's own bytes.</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(ReadOnlySpan<byte> line, int colon)
    {
        Line = line;
        // White space before the colon is the sender's fault, and no part of the name (RFC 9112 section 5.1).
        Name = colon > 0 && line[colon - 1] is (byte)' ' or (byte)'\t' ? line[..colon].TrimEnd(" \t"u8) : line[..colon];
        Value = Trim(line[(colon + 1)..]);
    }

    /// <summary>The whole line without its end, spaces kept.</summary>
    public ReadOnlySpan<byte> Line { get; }

    /// <summary>The name in the sender's own case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value without the white space around it.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Whether this is the field of that name, in any case.</summary>
    /// <param name="name">An ASCII name.</param>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The name as text; bytes beyond ASCII become the Latin-1 letters of their number.</summary>
    public string NameText => Encoding.Latin1.GetString(Name);

    /// <summary>The value as text; bytes beyond ASCII become the Latin-1 letters of their number.</summary>
    public string ValueText => Encoding.Latin1.GetString(Value);

    /// <summary>A value, or an item of one, without the white space around it.</summary>
    /// <param name="value">As it stands there, folded or not.</param>
    // Mostly there is one space: to search in a set of them takes longer than to look.
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        int start = 0;
        while (start < value.Length && IsWhite(value[start]))
        {
            start++;
        }

        int end = value.Length;
        while (end > start && IsWhite(value[end - 1]))
        {
            end--;
        }

        return value[start..end];
    }

    // OWS is SP and HTAB (RFC 9110 section 5.6.3); CR and LF go too, for a value folded over lines.
    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
