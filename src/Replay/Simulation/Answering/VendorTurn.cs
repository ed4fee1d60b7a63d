namespace ScaleProxy.Replay.Simulation.Answering;

/// <summary>What a simulated vendor does about a request.</summary>
/// <param name="Delivery">What goes onto the wire.</param>
/// <param name="Event">What its owner is told.</param>
internal readonly record struct VendorTurn(Delivery Delivery, VendorEvent Event);
