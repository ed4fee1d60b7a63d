namespace ScaleProxy.Replay.Conversation;

/// <summary>One connection as it is being kept. What is given first is on disk first.</summary>
public interface IKeptConnection
{
    /// <summary>Keeps a turn: when this has completed, it is on disk.</summary>
    /// <param name="turn">What to keep.</param>
    /// <exception cref="KeepException">It could not be stored; nothing of the turn was.</exception>
    ValueTask KeepAsync(KeptTurn turn);

    /// <summary>Takes a turn in, to be on disk before any later one of <see cref="KeepAsync"/>.</summary>
    /// <param name="turn">What to keep.</param>
    /// <exception cref="KeepException">Nothing can be stored any more.</exception>
    ValueTask PostAsync(KeptTurn turn);
}
