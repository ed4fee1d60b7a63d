namespace ScaleProxy.Replay.Simulation;

/// <summary>What the other side says, fit to be shown: letters of any language, but nothing that steers a terminal.</summary>
internal static class DisplayText
{
    private const int MaxShown = 128;

    /// <summary>The text without control characters, cut where it is long.</summary>
    public static string Of(string text) =>
        string.Create(Math.Min(text.Length, MaxShown), text, static (shown, said) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = char.IsControl(said[i]) ? '?' : said[i];
            }
        });
}
