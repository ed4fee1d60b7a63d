namespace ScaleProxy.EndToEnd.Running;

/// <summary>A test on a disk that gets full; skipped, saying why, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
