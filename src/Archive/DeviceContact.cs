namespace ScaleProxy.Archive;

/// <summary>A known scale was heard of. What it did not say this time stays as it was.</summary>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="At">When.</param>
/// <param name="Battery">The battery level it reported, percent.</param>
/// <param name="Firmware">The firmware it reported.</param>
public sealed record DeviceContact(string Mac, DateTimeOffset At, int? Battery, string? Firmware);
