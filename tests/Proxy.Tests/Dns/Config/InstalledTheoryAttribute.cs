namespace ScaleProxy.Proxy.Tests.Dns.Config;

/// <summary>A test with a program that not every machine has; skipped, saying so, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InstalledTheoryAttribute : TheoryAttribute
{
    public InstalledTheoryAttribute(string tool)
    {
        Tool = tool;
        if (InstalledTool.Find(tool) is null)
        {
            Skip = tool + " is not installed";
        }
    }

    public string Tool { get; }
}
