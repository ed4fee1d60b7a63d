namespace ScaleProxy.Replay.Simulation;

/// <summary>A simulated scale was answered in a way that a real one would not take.</summary>
/// <param name="message">What was wrong with the reply.</param>
public sealed class SimulationException(string message) : Exception(message);
