namespace ScaleProxy.Cli.Doctor;

/// <summary>Looks at one side of the set-up. It changes nothing.</summary>
internal interface ICheck
{
    /// <summary>What it looks at, in a word.</summary>
    string Name { get; }

    /// <summary>Looks, within a bounded time.</summary>
    /// <returns>What it found, at least one finding.</returns>
    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation);
}
