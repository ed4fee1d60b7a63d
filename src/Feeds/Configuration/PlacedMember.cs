namespace ScaleProxy.Feeds.Configuration;

/// <summary>A member of a JSON object that knows where it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its name begins, bytes.</param>
/// <param name="Value">Its value.</param>
internal sealed record PlacedMember(string Name, int Offset, PlacedValue Value);
