namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>The products whose way of writing measurements is known.</summary>
public enum SimulatedModel
{
    /// <summary>WBS01: weight, extra- and intracellular resistance.</summary>
    Wbs01,

    /// <summary>WS-30: weight.</summary>
    Ws30,

    /// <summary>WS-50: weight, resistance and pulse in groups; temperature and CO2 of the room by <c>v2/measure</c>.</summary>
    Ws50,
}
