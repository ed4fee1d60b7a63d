namespace ScaleProxy.Proxy.Forward;

/// <summary>A parcel, and what became of it.</summary>
/// <param name="Parcel">The parcel.</param>
/// <param name="State">What became of it.</param>
/// <param name="NextAt">Not before this moment again; null where it may go with the next conversation.</param>
/// <param name="Reason">Why it was not taken; null where it was.</param>
public sealed record SettledParcel(Parcel Parcel, ParcelState State, DateTimeOffset? NextAt = null, string? Reason = null);
