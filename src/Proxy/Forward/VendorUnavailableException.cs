namespace ScaleProxy.Proxy.Forward;

/// <summary>The vendor gave no whole HTTP reply, or not in time.</summary>
/// <param name="message">Why; nothing of what it sent is repeated.</param>
/// <param name="mayHaveArrived">The request was sent, and the vendor did not just hang up: it may have taken it.</param>
public sealed class VendorUnavailableException(string message, bool mayHaveArrived) : Exception(message)
{
    /// <summary>The request was sent, and the vendor did not just hang up: it may have taken it.</summary>
    public bool MayHaveArrived { get; } = mayHaveArrived;
}
