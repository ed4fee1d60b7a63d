namespace ScaleProxy.Feeds.Delivery;

/// <summary>Whoever is fed cannot be reached, or takes nothing now: what waits is tried again later.</summary>
/// <param name="message">Why, and what its owner can do; no secret.</param>
/// <param name="inner">What happened.</param>
internal sealed class FeedDownException(string message, Exception? inner = null) : Exception(message, inner);
