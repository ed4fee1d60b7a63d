namespace ScaleProxy.Model.Wire;

/// <summary>Text of a stranger, made fit for a log: what a sender says of itself must not forge lines there, nor fill it.</summary>
public static class Printable
{
    /// <summary>Characters of such a text at most.</summary>
    public const int MaxLength = 64;

    /// <summary>The text's beginning, with a question mark for whatever is not printable ASCII.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">How much of it; a URL deserves more than a name.</param>
    public static string Of(string text, int maxLength = MaxLength)
    {
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, maxLength));
        return start.ContainsAnyExceptInRange(' ', '~') ? string.Create(start.Length, start, static (shown, said) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = said[i] is >= ' ' and <= '~' ? said[i] : '?';
            }
        }) : start.Length == text.Length ? text : start.ToString();
    }
}
