namespace ScaleProxy.Proxy.Dns;

/// <summary>What goes on beside what started it: bounded in number, and waited for at the end.</summary>
/// <param name="limit">How much may go on at once.</param>
/// <param name="failed">Hears of an error that the work did not handle itself, which is a fault of ours.</param>
internal sealed class BoundedWork(int limit, Action<Exception> failed) : IDisposable
{
    private readonly SemaphoreSlim _room = new(limit);

    /// <summary>Starts some work.</summary>
    /// <returns>False where there is no room for it.</returns>
    public bool TryStart<TState>(Func<TState, Task> work, TState state)
    {
        if (!_room.Wait(0))
        {
            return false;
        }

        _ = RunAsync(work, state);
        return true;
    }

    /// <summary>Waits until all of it is over. Nothing can be started any more.</summary>
    public async Task EndAsync()
    {
        for (int i = 0; i < limit; i++)
        {
            await _room.WaitAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task RunAsync<TState>(Func<TState, Task> work, TState state)
    {
        try
        {
            await work(state);
        }
        catch (Exception e)
        {
            failed(e);
        }
        finally
        {
            _room.Release();
        }
    }
}
