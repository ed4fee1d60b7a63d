using System.Buffers;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>
/// Writes the parts of a line as UTF-8, each straight into the output's own room, which is asked for once for many of them.
/// To be passed on by reference; <see cref="Finish"/> hands over what was written.
/// </summary>
/// <param name="output">Takes the bytes.</param>
internal ref struct Utf8Text(IBufferWriter<byte> output)
{
    private const int Room = 1024;
    private const int MaxInt64Length = 20;
    private const int UniversalTimeLength = 20;

    private Span<byte> _room = output.GetSpan(Room);
    private int _written;

    /// <summary>Writes text that is UTF-8 already.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Ensure(utf8.Length));
        _written += utf8.Length;
    }

    /// <summary>Writes text.</summary>
    public void Append(string text)
    {
        int length = Encoding.UTF8.GetBytes(text, Ensure(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _written += length;
    }

    /// <summary>Writes an integer in decimal.</summary>
    public void Append(long number)
    {
        number.TryFormat(Ensure(MaxInt64Length), out int length, default, CultureInfo.InvariantCulture);
        _written += length;
    }

    /// <summary>Writes a value exactly, in decimal.</summary>
    public void Append(MeasuredValue value)
    {
        int length = value.FormatDecimal(Ensure(MeasuredValue.MaxDecimalLength));
        _written += length;
    }

    /// <summary>Writes a moment to the second, as <c>2026-01-31T07:30:00Z</c>.</summary>
    public void AppendUniversal(DateTime utc)
    {
        // The format "u" is written without looking at each letter of it; it differs in the one between day and time.
        Span<byte> room = Ensure(UniversalTimeLength);
        utc.TryFormat(room, out int length, "u", CultureInfo.InvariantCulture);
        room[10] = (byte)'T';
        _written += length;
    }

    /// <summary>Hands over what was written; nothing may be appended after it.</summary>
    public readonly void Finish() => output.Advance(_written);

    private Span<byte> Ensure(int length)
    {
        if (_room.Length - _written < length)
        {
            output.Advance(_written);
            _written = 0;
            _room = output.GetSpan(Math.Max(length, Room));
        }

        return _room[_written..];
    }
}
