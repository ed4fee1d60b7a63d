namespace ScaleProxy.EndToEnd.Running;

/// <summary>
/// Waits for the state of something that tells nobody when it changes: another process, what it has written, a thread that a test has
/// no hold of. What can be awaited is awaited instead.
/// </summary>
internal static class Eventually
{
    // Whatever is waited for comes within seconds, but on a machine that runs every test at once.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    // Soon enough for nobody to notice, and seldom enough to leave the other process its time.
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<bool> holds) => HoldsAsync(() => Task.FromResult(holds()));

    /// <summary>Waits until something holds that takes a while to find out.</summary>
    public static Task HoldsAsync(Func<Task<bool>> holds) => IsAsync(holds, static answer => answer);

    /// <summary>Looks again and again until what is there is right, and gives it.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> isRight)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T there = await look();
            if (isRight(there))
            {
                return there;
            }

            if (TimeProvider.System.GetElapsedTime(begun) > s_patience)
            {
                throw new TimeoutException($"it did not come about in {s_patience.TotalSeconds} s; the last look gave {there}");
            }

            await Task.Delay(s_lookEvery);
        }
    }
}
