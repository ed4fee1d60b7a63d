namespace ScaleProxy.Proxy.Forward;

/// <summary>A conversation with the vendor cannot go on.</summary>
/// <param name="message">Why; without anything that the vendor said, which may hold a token.</param>
/// <param name="mayHaveArrived">The request at hand was sent whole, and the vendor did not just hang up: it may have taken it.</param>
internal sealed class VendorFaultException(string message, bool mayHaveArrived = false) : Exception(message)
{
    /// <summary>The request at hand was sent whole, and the vendor did not just hang up: it may have taken it.</summary>
    public bool MayHaveArrived { get; } = mayHaveArrived;
}
