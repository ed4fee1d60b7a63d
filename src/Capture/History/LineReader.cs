using ScaleProxy.Capture.Files;

namespace ScaleProxy.Capture.History;

/// <summary>Reads a text line by line and holds one of them; one that is longer than <see cref="MaxLineBytes"/> is passed over.</summary>
/// <param name="window">The text.</param>
internal sealed class LineReader(FileWindow window)
{
    /// <summary>Bytes of a line at most. A measurement with the hundred values a scale may send has a tenth of it.</summary>
    public const int MaxLineBytes = 256 * 1024;

    /// <summary>The line at hand, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <param name="line">The line without its end, valid until the next; empty where it is too long.</param>
    /// <param name="isTooLong">It is too long.</param>
    /// <returns>False at the end of the text.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        line = default;
        isTooLong = false;
        if (!window.Ensure(1))
        {
            return false;
        }

        Line++;
        int length;
        while ((length = window.Available.IndexOf((byte)'\n')) < 0 && window.Available.Length <= MaxLineBytes && window.Ensure(window.Available.Length + 1))
        {
        }

        isTooLong = length > MaxLineBytes || (length < 0 && window.Available.Length > MaxLineBytes);
        if (isTooLong)
        {
            window.SkipLine();
            return true;
        }

        // The window keeps its bytes until it is asked for more.
        ReadOnlySpan<byte> available = window.Available;
        line = (length < 0 ? available : available[..length]).TrimEnd((byte)'\r');
        window.Advance(length < 0 ? available.Length : length + 1);
        return true;
    }
}
