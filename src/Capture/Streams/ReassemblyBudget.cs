namespace ScaleProxy.Capture.Streams;

/// <summary>How many bytes of all connections together wait for others.</summary>
internal sealed class ReassemblyBudget(long limit)
{
    /// <summary>Bytes that wait.</summary>
    public long Held { get; set; }

    /// <summary>Whether that is more than may.</summary>
    public bool IsExceeded => Held > limit;
}
