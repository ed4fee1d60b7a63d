using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>Who a simulated scale says it is.</summary>
/// <param name="Mac">Its address, lower case with colons.</param>
/// <param name="Secret">Its secret, of 16 characters.</param>
/// <param name="Model">How it writes what it measured.</param>
public sealed record ScaleIdentity(string Mac, string Secret, SimulatedModel Model = SimulatedModel.Ws30)
{
    /// <summary>The scale of the sample captures, all invented: what was learned from one of them serves it.</summary>
    public static ScaleIdentity Sample { get; } = new("00:24:e4:5c:a1:e0", "7c1d90e2b45f8a36");

    /// <summary>Its manufacturer id.</summary>
    public int ManufacturerId { get; init; } = ScaleWriter.UsualManufacturer;

    /// <summary>The firmware of the published captures.</summary>
    public int Firmware { get; init; } = 211;

    /// <summary>Charge of its battery, percent.</summary>
    public int Battery { get; init; } = 82;

    /// <summary>Names the scale; its secret is not printed.</summary>
    public override string ToString() => $"{Mac} ({Model})";
}
