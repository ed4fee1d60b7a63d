using ScaleProxy.Model.Scale;

namespace ScaleProxy.Capture.History;

/// <summary>What our own export says around a measurement: as it was in the archive it comes from.</summary>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="UserIds">The people it may be of.</param>
/// <param name="User">Who the only one of them is, with the short name; null where that is not known.</param>
/// <param name="Attribution">The <c>attribstatus</c> that the scale sent.</param>
/// <param name="DeviceType">The <c>devtype</c> that the scale sent.</param>
/// <param name="Battery">The scale's battery level then, percent.</param>
/// <param name="Firmware">The scale's firmware then.</param>
/// <param name="Source">How it came into that archive: <c>serve</c>, <c>learn</c>, <c>import</c>, <c>history</c> or <c>manual</c>; null where it does not say.</param>
/// <param name="ReceivedAt">When it came in there; null where it does not say.</param>
public sealed record HistoryOrigin(
    string Mac,
    IReadOnlyList<long> UserIds,
    ScaleUser? User,
    int? Attribution,
    int? DeviceType,
    int? Battery,
    string? Firmware,
    string? Source,
    DateTimeOffset? ReceivedAt);
