using System.Buffers;
using System.Globalization;
using System.Text;
using ScaleProxy.Model.Scale;

namespace ScaleProxy.Archive.Export;

/// <summary>Writes the parts of a line as UTF-8, each straight into the output.</summary>
/// <param name="output">Takes the bytes.</param>
internal readonly ref struct Utf8Text(IBufferWriter<byte> output)
{
    private const int MaxInt64Length = 20;
    private const int UniversalTimeLength = 20;

    /// <summary>Writes text that is UTF-8 already.</summary>
    public void Append(ReadOnlySpan<byte> utf8) => output.Write(utf8);

    /// <summary>Writes text.</summary>
    public void Append(string text)
    {
        Span<byte> room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, room));
    }

    /// <summary>Writes an integer in decimal.</summary>
    public void Append(long number)
    {
        number.TryFormat(output.GetSpan(MaxInt64Length), out int length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    /// <summary>Writes a value exactly, in decimal.</summary>
    public void Append(MeasuredValue value) => output.Advance(value.FormatDecimal(output.GetSpan(MeasuredValue.MaxDecimalLength)));

    /// <summary>Writes a moment to the second, as <c>2026-01-31T07:30:00Z</c>.</summary>
    public void AppendUniversal(DateTime utc)
    {
        // The format "u" is written without looking at each letter of it; it differs in the one between day and time.
        Span<byte> room = output.GetSpan(UniversalTimeLength);
        utc.TryFormat(room, out int length, "u", CultureInfo.InvariantCulture);
        room[10] = (byte)'T';
        output.Advance(length);
    }
}
