using System.Globalization;

namespace ScaleProxy.Feeds.Configuration;

/// <summary>Something in the settings that its owner has to mend.</summary>
/// <param name="Line">Where, counted from 1.</param>
/// <param name="Column">Where in the line, in characters, counted from 1.</param>
/// <param name="Setting">Which setting: <c>feeds.mqtt[0].broker</c>; empty for the file as a whole.</param>
/// <param name="Problem">What was expected, and how to mend it; never what was found where that may be a secret.</param>
public sealed record SettingsFault(int Line, int Column, string Setting, string Problem)
{
    /// <summary>As it is told: <c>4:15: feeds.mqtt[0].broker: …</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: {(Setting.Length > 0 ? Setting + ": " : string.Empty)}{Problem}");
}
