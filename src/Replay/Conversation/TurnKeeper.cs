using ScaleProxy.Model.Scale;

namespace ScaleProxy.Replay.Conversation;

/// <summary>Has turns kept, and tells the owner of those that could not be.</summary>
internal sealed class TurnKeeper(ServeLog log)
{
    /// <summary>Keeps a turn, and waits until it is on disk; says whether it is.</summary>
    public ValueTask<bool> KeepAsync(ScaleRequest request, ScaleConnection connection, KeptTurn turn) =>
        StoreAsync(request, connection, turn, static (kept, turn) => kept.KeepAsync(turn));

    /// <summary>Has a turn kept some time soon; says whether it was taken in.</summary>
    public ValueTask<bool> PostAsync(ScaleRequest request, ScaleConnection connection, KeptTurn turn) =>
        StoreAsync(request, connection, turn, static (kept, turn) => kept.PostAsync(turn));

    private async ValueTask<bool> StoreAsync(ScaleRequest request, ScaleConnection connection, KeptTurn turn, Func<IKeptConnection, KeptTurn, ValueTask> store)
    {
        try
        {
            await store(connection.Kept, turn);
            return true;
        }
        catch (KeepException e)
        {
            log.NotStored(connection.Address.ToString(), request.Kind, e.Message);
            return false;
        }
    }
}
