namespace ScaleProxy.EndToEnd.Page;

/// <summary>Tests with a real browser, and with axe-core to judge what it shows; skipped, saying so, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing ?? Axe.Missing;
}
