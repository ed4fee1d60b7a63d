namespace ScaleProxy.Feeds.Tests.Http;

/// <summary>What a server was asked.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
