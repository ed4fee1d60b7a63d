using ScaleProxy.Model.Scale;

namespace ScaleProxy.Proxy.Forward;

/// <summary>A scale in whose name the vendor is spoken to.</summary>
/// <param name="Mac">Lower case with colons.</param>
/// <param name="Secret">Its secret. Never to be logged.</param>
/// <param name="LastSession">The last request of it to begin a session, whose form and parameters are used again; null where none was recorded.</param>
/// <param name="ManufacturerId">Its <c>mfgid</c>, where it is known.</param>
/// <param name="Firmware">Its firmware, where it is known.</param>
/// <param name="Battery">Charge of its battery, percent, where it is known.</param>
/// <param name="Failures">How many conversations in its name have failed in a row.</param>
public sealed record ForwardedScale(
    string Mac,
    string Secret,
    ScaleRequest? LastSession,
    int? ManufacturerId,
    string? Firmware,
    int? Battery,
    int Failures)
{
    /// <summary>Names the scale, without its secret.</summary>
    public override string ToString() => Mac;
}
