namespace ScaleProxy.Feeds.Tests.Mqtt;

/// <summary>A test with Debian's broker; skipped, saying so, where it is missing. The continuous integration has it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MosquittoFactAttribute : FactAttribute
{
    public MosquittoFactAttribute() => Skip = Mosquitto.Missing;
}
