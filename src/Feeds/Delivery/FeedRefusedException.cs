namespace ScaleProxy.Feeds.Delivery;

/// <summary>Whoever is fed can be reached, and does not take this: others it may.</summary>
/// <param name="message">Why; no secret.</param>
internal sealed class FeedRefusedException(string message) : Exception(message);
