using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary>What <c>forward status</c> says.</summary>
internal static class ForwardStatusReading
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    public static async Task<JsonElement> ForwardStatusAsync(this Installation installation) =>
        (await installation.SucceedAsync("forward", "status", "--json")).Json;

    /// <summary>Asks again and again until the answer is the right one.</summary>
    public static async Task<JsonElement> UntilForwardStatusAsync(this Installation installation, Func<JsonElement, bool> isRight)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (true)
        {
            JsonElement status = await installation.ForwardStatusAsync();
            if (isRight(status))
            {
                return status;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public static long Number(this JsonElement status, string name) => status.GetProperty(name).GetInt64();
}
