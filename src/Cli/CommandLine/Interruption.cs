namespace ScaleProxy.Cli.CommandLine;

/// <summary>The end of a command that goes on until somebody ends it, by SIGINT or SIGTERM.</summary>
internal static class Interruption
{
    /// <summary>Waits for it.</summary>
    /// <param name="cancellation">Told by it.</param>
    /// <param name="orUntil">Ends the waiting too; null for nothing.</param>
    public static async Task WaitAsync(CancellationToken cancellation, Task? orUntil = null)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(ended.SetResult))
        {
            await (orUntil is null ? ended.Task : Task.WhenAny(ended.Task, orUntil));
        }
    }
}
