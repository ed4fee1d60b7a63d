using ScaleProxy.Model.Wire;

namespace ScaleProxy.Proxy.Forward;

/// <summary>A whole reply of the vendor.</summary>
/// <param name="Message">As the vendor sent it.</param>
/// <param name="ForScale">The bytes that a scale may get: the very same ones, without an offer of firmware.</param>
public readonly record struct GuardedReply(WireMessage Message, ReadOnlyMemory<byte> ForScale);
