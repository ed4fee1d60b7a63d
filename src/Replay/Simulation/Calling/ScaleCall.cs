using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Simulation.Calling;

/// <summary>A request that a simulated scale makes.</summary>
/// <param name="Post">The request.</param>
/// <param name="Says">What it hands on, in a person's words.</param>
internal sealed record ScaleCall(ScalePost Post, string Says = "")
{
    /// <summary>Its kind; see <see cref="RequestKind"/>.</summary>
    public string Kind => Post.Kind;
}
