namespace ScaleProxy.Model.Scale;

/// <summary>One field of a form, still escaped.</summary>
public readonly ref struct FormField
{
    internal FormField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name as it was sent.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value as it was sent; <see cref="FormFields.Unescape"/> gives what it means.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
