namespace ScaleProxy.Model.People;

/// <summary>What a scale shows for a person: up to three letters or digits of ASCII, as its display and its table have room for.</summary>
public static class ShortName
{
    /// <summary>Characters at most.</summary>
    public const int MaxLength = 3;

    /// <summary>The text as scales are told it, in capitals; null where it is no short name.</summary>
    /// <param name="text">What was given.</param>
    public static string? Read(string text)
    {
        string name = text.Trim();
        return name.Length is > 0 and <= MaxLength && name.All(char.IsAsciiLetterOrDigit) ? name.ToUpperInvariant() : null;
    }

    /// <summary>The short name that suggests itself: the first letters of a name; null where it has none of ASCII.</summary>
    /// <param name="name">For example <c>Anna Smith</c>, which gives <c>ANN</c>.</param>
    public static string? From(string name) => Read(string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(MaxLength)));
}
