using System.Text.Json;
using ScaleProxy.EndToEnd.Running;

namespace ScaleProxy.EndToEnd.Forwarding;

/// <summary>What <c>forward status</c> says.</summary>
internal static class ForwardStatusReading
{
    public static async Task<JsonElement> ForwardStatusAsync(this Installation installation) =>
        (await installation.SucceedAsync("forward", "status", "--json")).Json;

    /// <summary>Asks again and again until the answer is the right one.</summary>
    public static Task<JsonElement> UntilForwardStatusAsync(this Installation installation, Func<JsonElement, bool> isRight) =>
        Eventually.IsAsync(installation.ForwardStatusAsync, isRight);

    public static long Number(this JsonElement status, string name) => status.GetProperty(name).GetInt64();
}
