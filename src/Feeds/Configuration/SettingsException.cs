namespace ScaleProxy.Feeds.Configuration;

/// <summary>The settings cannot be used. The message has a line for each fault.</summary>
/// <param name="path">The file.</param>
/// <param name="faults">Every fault, in their order in the file.</param>
public sealed class SettingsException(string path, IReadOnlyList<SettingsFault> faults)
    : Exception(string.Join(Environment.NewLine, faults.Select(fault => $"{path}:{fault}")))
{
    /// <summary>Every fault, in their order in the file.</summary>
    public IReadOnlyList<SettingsFault> Faults { get; } = faults;
}
