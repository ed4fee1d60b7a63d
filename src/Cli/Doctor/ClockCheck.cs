using System.Globalization;

namespace ScaleProxy.Cli.Doctor;

/// <summary>Is the clock right? A scale is told the time by us, and stamps its weights with it.</summary>
/// <param name="clock">The clock.</param>
/// <param name="probe">Knows the vendor's.</param>
/// <param name="isSynchronized">Whether the system keeps it right; null where it cannot be told.</param>
internal sealed class ClockCheck(TimeProvider clock, VendorProbe probe, Func<CancellationToken, Task<bool?>> isSynchronized) : ICheck
{
    private const string Mend = "turn time synchronisation on (`timedatectl set-ntp true`), and see that the machine reaches a time server";

    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(2);

    // The day this check was written: no clock was right that shows an earlier one.
    private static readonly DateTimeOffset s_earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        string now = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        if (clock.GetUtcNow() < s_earliest)
        {
            return [Finding.Bad($"it is not {now}, as this machine's clock says", Mend)];
        }

        VendorReach reach = await probe.ReachAsync(cancellation);
        if (reach.ClockOffset is { } offset)
        {
            return [offset.Duration() <= s_tolerance
                ? Finding.Ok($"{now}, as the vendor's clock says too")
                : Finding.Bad($"{now}, but the vendor's clock is {Apart(offset)}", Mend)];
        }

        return [await isSynchronized(cancellation) switch
        {
            true => Finding.Ok($"{now}, kept right by a time server"),
            false => Finding.Warn($"{now}, kept right by nobody", Mend),
            null => Finding.Warn($"{now}; whether that is right cannot be told from here", "compare it with another clock"),
        }];
    }

    private static string Apart(TimeSpan offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)offset.Duration().TotalSeconds} s {(offset > TimeSpan.Zero ? "ahead" : "behind")}");
}
