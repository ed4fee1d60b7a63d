namespace ScaleProxy.Feeds.Configuration;

/// <summary>A text that is never to be shown: a password, a token, a key.</summary>
/// <param name="value">The text.</param>
public sealed class Secret(string value)
{
    /// <summary>The text itself, for whom it is meant.</summary>
    public string Reveal() => value;

    /// <summary>Says that it is there, and nothing of it.</summary>
    public override string ToString() => "(secret)";
}
