using System.Net;

namespace ScaleProxy.Cli.Doctor;

/// <summary>What became of the attempt to reach the vendor.</summary>
/// <param name="Server">Where it was reached; null where it was not.</param>
/// <param name="LeadsHere">Its name leads to this machine.</param>
/// <param name="Problem">Why it was not reached; null where it was.</param>
/// <param name="ClockOffset">How far the vendor's clock is ahead of this one; null where it did not say.</param>
internal sealed record VendorReach(IPEndPoint? Server, bool LeadsHere, string? Problem, TimeSpan? ClockOffset);
