namespace ScaleProxy.Capture.Transcripts;

/// <summary>Tells the first line of a message in a text.</summary>
internal static class StartLine
{
    private const int LongestMethod = 16;

    /// <summary>Whether a reply begins here.</summary>
    public static bool BeginsReply(ReadOnlySpan<byte> text) =>
        text.Length >= 12 && text.StartsWith("HTTP/1."u8) && text[8] == ' ' && text[9..12].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>Whether a request begins here.</summary>
    public static bool BeginsRequest(ReadOnlySpan<byte> text)
    {
        int method = text[..Math.Min(text.Length, LongestMethod + 1)].IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (method <= 0 || text[method] != ' ')
        {
            return false;
        }

        int lf = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = (lf < 0 ? text : text[..lf]).TrimEnd((byte)'\r');
        int version = line.LastIndexOf(" HTTP/1."u8);
        return version == line.Length - " HTTP/1.1".Length && version > method + 1 && line[(method + 1)..version].IndexOf((byte)' ') < 0;
    }
}
