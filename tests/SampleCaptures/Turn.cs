namespace ScaleProxy.SampleCaptures;

/// <summary>What one side of a conversation sends at once.</summary>
public sealed record Turn(bool FromClient, byte[] Bytes);
