namespace ScaleProxy.Model.Scale;

/// <summary>One type-length-value of a maintenance upload.</summary>
/// <param name="Type">The little-endian type.</param>
/// <param name="Offset">Where in the blob its value begins, in bytes.</param>
/// <param name="Value">The value's bytes.</param>
public readonly record struct MaintenanceRecord(int Type, int Offset, ReadOnlyMemory<byte> Value);
