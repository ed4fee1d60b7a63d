namespace ScaleProxy.Cli.Doctor;

/// <summary>Can the vendor be reached without a loop? <c>learn</c> needs that, <c>serve</c> does not, so it is never bad.</summary>
/// <param name="host">The vendor's host.</param>
/// <param name="probe">Tries it.</param>
internal sealed class VendorCheck(string host, VendorProbe probe) : ICheck
{
    /// <inheritdoc/>
    public string Name => "vendor";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation) => [Judge(await probe.ReachAsync(cancellation))];

    private Finding Judge(VendorReach reach) => reach switch
    {
        { Server: { } server } => Finding.Ok($"{host} is reached at {server}"),
        { LeadsHere: true } => Finding.Warn(
            $"{host} cannot be reached from here: {reach.Problem}",
            "`serve` does not mind; for `learn`, give a --resolver that knows the vendor's own address, like 9.9.9.9, or an --upstream"),
        _ => Finding.Warn(
            $"{host} cannot be reached: {reach.Problem}",
            "`serve` does not mind; for `learn`, check the internet connection and --resolver"),
    };
}
